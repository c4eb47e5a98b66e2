package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.HANG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Any number of threads may read, and none is lost. */
final class ThreadClauses {
  private static final int THREADS = 16;
  private static final int READS = 5;
  private static final Duration SHORT = Duration.ofSeconds(1);

  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.inEachWay("16_threads_read_the_same_bundle", trial -> concurrent(trial, 1)),
              Clause.inEachWay(
                  "16_threads_read_different_bundles", trial -> concurrent(trial, THREADS)),
              Clause.inEachWay(
                  "an_interrupt_is_still_there_after_a_read", ThreadClauses::interrupted),
              Clause.inEachWay(
                  "an_interrupt_ends_a_hung_read", ThreadClauses::interruptEnds, HANG)));

  private ThreadClauses() {}

  private static void concurrent(Trial trial, int bundles) throws Exception {
    List<SecretLocation> locations = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < bundles; i++) {
      locations.add(trial.at("bundle" + (char) ('a' + i)));
      values.add(trial.seed(locations.get(i)));
    }
    CountDownLatch together = new CountDownLatch(THREADS);
    List<FutureTask<Void>> readers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int mine = i % bundles;
      readers.add(new FutureTask<>(reader(trial, locations.get(mine), values.get(mine), together)));
    }
    readers.forEach(Threads::start);
    for (FutureTask<Void> reader : readers) {
      reader.get(trial.harness.patience().toSeconds() * READS, TimeUnit.SECONDS);
    }
  }

  private static Callable<Void> reader(
      Trial trial, SecretLocation bundle, String value, CountDownLatch together) {
    return () -> {
      together.countDown();
      together.await();
      for (int i = 0; i < READS; i++) {
        assertThat(trial.read(bundle)).isEqualTo(value);
      }
      return null;
    };
  }

  private static void interrupted(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    boolean kept =
        Threads.within(
            trial.harness.patience(),
            () -> {
              Thread.currentThread().interrupt();
              Throwable thrown = catchThrowable(() -> trial.fetch(bundle));
              boolean flag = Thread.interrupted();
              if (thrown != null) {
                assertThat(thrown).isInstanceOf(SecretUnavailableException.class);
              }
              return flag;
            });

    assertThat(kept).as("the interrupt flag after the read").isTrue();
  }

  private static void interruptEnds(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.harness.hang();
    FutureTask<Boolean> read =
        new FutureTask<>(
            () -> {
              Trial.failure(SecretUnavailableException.class, () -> trial.fetch(bundle));
              return Thread.interrupted();
            });
    Thread reader = Threads.start(read);
    reader.join(SHORT.toMillis());
    assertThat(reader.isAlive()).as("the read hangs").isTrue();

    reader.interrupt();

    Threads.assertEnds(reader, SHORT);
    assertThat(read.get()).as("the interrupt flag after the read").isTrue();
  }
}
