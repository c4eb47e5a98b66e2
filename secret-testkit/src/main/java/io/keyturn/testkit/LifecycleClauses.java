package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.NO_THREADS;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keyturn.secret.SecretLocation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A provider ends when it is closed. */
final class LifecycleClauses {
  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.of("close_can_be_called_again", LifecycleClauses::closeAgain),
              Clause.inEachWay("a_closed_provider_reads_nothing", LifecycleClauses::readClosed),
              Clause.of(
                  "a_closed_provider_keeps_no_process_alive",
                  trial -> threads(trial, thread -> !thread.isDaemon())),
              Clause.of(
                  "a_closed_provider_leaves_no_thread",
                  trial -> threads(trial, thread -> true),
                  NO_THREADS)));

  private LifecycleClauses() {}

  private static void closeAgain(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.fetch(bundle);

    trial.provider.close();
    trial.provider.close();
  }

  private static void readClosed(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.fetch(bundle);

    trial.provider.close();

    assertThatIllegalStateException().isThrownBy(() -> trial.fetch(bundle));
  }

  private static void threads(Trial trial, Predicate<Thread> unwanted) throws Exception {
    Set<Thread> before = new HashSet<>(Threads.all());
    try (Trial counted = trial.another()) {
      SecretLocation bundle = counted.at("alpha");
      counted.seed(bundle);
      counted.fetch(bundle);
      counted.provider.close();
    }
    for (Thread thread : Threads.all()) {
      if (!before.contains(thread) && unwanted.test(thread)) {
        Threads.assertEnds(thread, trial.harness.patience());
      }
    }
  }
}
