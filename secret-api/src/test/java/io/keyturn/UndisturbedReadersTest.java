package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who reads a value that is there asks for no time and waits for no lock. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UndisturbedReadersTest {
  private final World world = new World();
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void put() {
    world.putPair();
  }

  @AfterEach
  void close() {
    release.countDown();
    world.close();
  }

  /** Ways to read a value. */
  enum Way {
    BY_DECLARED_NAME,
    BY_HANDLE,
    BY_UNDECLARED_NAME
  }

  /** What reads, when it has done so twice: from then on a name is hot. */
  private static Supplier<Secret> reader(Way way, Secrets secrets) {
    Supplier<Secret> reader =
        switch (way) {
          case BY_DECLARED_NAME -> () -> secrets.get("KEY");
          case BY_HANDLE -> secrets.rotating("KEY");
          case BY_UNDECLARED_NAME -> () -> secrets.get("SECRET");
        };
    assertThat(reader.get()).isSameAs(reader.get());
    return reader;
  }

  /** Manual time that counts how often it is asked. */
  private static final class CountingTime implements TimeSource {
    final ManualTime time = new ManualTime();
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public long nanoTime() {
      asked.incrementAndGet();
      return time.nanoTime();
    }

    @Override
    public Instant instant() {
      asked.incrementAndGet();
      return time.instant();
    }

    @Override
    public Alarm alarm(Runnable ring) {
      return time.alarm(ring);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_thousand_reads_ask_for_no_time(Way way) {
    CountingTime counting = new CountingTime();
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("memory", world.checked(world.store))
                .active("memory")
                .template("memory", "app#{name}")
                .require("KEY")
                .time(counting)
                .executor(Runnable::run));
    Supplier<Secret> reader = reader(way, secrets);
    int before = counting.asked.get();
    for (int i = 0; i < 1_000; i++) {
      assertThat(reader.get()).isNotNull();
    }

    assertThat(counting.asked).hasValue(before).hasPositiveValue();
  }

  @ParameterizedTest
  @EnumSource
  void reads_go_on_while_another_thread_holds_the_lock(Way way) throws Exception {
    Engine engine = world.engine();
    engine.name("KEY", true);
    Supplier<Secret> reader = reader(way, new Secrets(engine));
    CountDownLatch held = new CountDownLatch(1);
    Future<?> holder = Threads.start(() -> hold(engine, held));
    held.await();

    assertThat(Threads.start(reader::get)).succeedsWithin(Duration.ofSeconds(10));
    release.countDown();
    holder.get();
  }

  private boolean hold(Engine engine, CountDownLatch held) {
    return engine.locked(
        () -> {
          held.countDown();
          Stubborn.await(release);
          return true;
        });
  }
}
