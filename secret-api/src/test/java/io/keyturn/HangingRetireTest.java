package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that retires an object and never ends holds up nothing else. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangingRetireTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration IN_TIME = Duration.ofSeconds(4); // less than an end waits for it

  private final World world = new World();
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /** What hangs may end after all is closed. */
  @BeforeEach
  void put() {
    world.ledgers.leaveSomeOnTheirWay();
    world.put("KEY");
  }

  @AfterEach
  void close() {
    release.countDown();
    world.close();
  }

  private Secrets secrets() {
    return world.open(world.builder().require("KEY"));
  }

  private void hang(String old) {
    Stubborn.await(release);
  }

  /** An object whose handle is closed while it is made anew, so that nobody can use it. */
  private void mapToWhatIsClosed(Rotating<Secret> key) {
    List<Rotating<String>> made = new ArrayList<>();
    made.add(
        key.map(
            secret -> {
              made.forEach(Rotating::close);
              return secret.version();
            },
            this::hang));
  }

  @Test
  void a_refresh_ends_though_an_object_that_nobody_can_use_hangs() {
    Secrets secrets = secrets();
    mapToWhatIsClosed(secrets.rotating("KEY"));
    world.put("KEY");

    assertThat(Threads.start(() -> secrets.refresh("KEY"))).succeedsWithin(IN_TIME);
  }

  @Test
  void listeners_are_told_though_an_object_that_nobody_can_use_hangs() {
    Secrets secrets = secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    mapToWhatIsClosed(key);
    CompletableFuture<Rotation> told = new CompletableFuture<>();
    key.onRotation(told::complete);
    world.put("KEY");

    var unused = Threads.start(() -> secrets.refresh("KEY"));

    assertThat(told).succeedsWithin(IN_TIME);
  }

  @Test
  void a_refresh_ends_though_an_object_that_was_made_in_vain_hangs() {
    world.store.put("two", fields());
    Secrets secrets =
        world.open(
            world
                .builder()
                .locate("A", "memory://one#a", "memory://two#a")
                .locate("B", "memory://two#b")
                .require("A", "B"));
    AtomicInteger builds = new AtomicInteger();
    secrets
        .rotating("A")
        .map(
            key -> {
              if (builds.incrementAndGet() == 2) { // while its bundle turns, the name moves away
                world.store.put("one", fields());
                secrets.refresh("A");
              }
              return key.exposeString();
            },
            this::hang);
    world.store.put("two", fields());

    assertThat(Threads.start(() -> secrets.refresh("B"))).succeedsWithin(IN_TIME);
  }

  private static Map<String, String> fields() {
    return Map.of("a", LeakGuard.canary().text(), "b", LeakGuard.canary().text());
  }

  /** Two objects of one key, of which the younger one hangs; the other says when it is retired. */
  private CountDownLatch mapTwice(Rotating<Secret> key) {
    CountDownLatch retired = new CountDownLatch(1);
    key.map(Secret::version, old -> retired.countDown());
    key.map(
        Secret::version,
        old -> {
          hangs.countDown();
          hang(old);
        });
    return retired;
  }

  @Test
  void an_object_is_retired_after_its_drain_though_another_one_hangs() throws Exception {
    Secrets secrets = secrets();
    CountDownLatch retired = mapTwice(secrets.rotating("KEY"));
    world.put("KEY");
    secrets.refresh("KEY");

    world.time.advance(DRAIN);
    hangs.await();
    world.time.advance(Duration.ofSeconds(1));

    assertThat(retired.await(IN_TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void an_object_is_retired_at_the_end_though_another_one_hangs() throws Exception {
    Secrets secrets = secrets();
    CountDownLatch retired = mapTwice(secrets.rotating("KEY"));

    Future<Throwable> end = Threads.thrownBy(secrets::close);

    assertThat(retired.await(IN_TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
    release.countDown();
    assertThat(end.get()).isNull();
  }

  @Test
  void the_end_waits_for_what_is_being_retired_and_the_store_is_told() throws Exception {
    Secrets secrets = secrets();
    secrets
        .rotating("KEY")
        .map(
            Secret::version,
            old -> {
              hangs.countDown();
              hang(old);
            });
    world.put("KEY");
    secrets.refresh("KEY");
    world.time.advance(DRAIN);
    hangs.await();

    Thread end = new Thread(secrets::close);
    end.start();
    while (end.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    release.countDown();
    end.join();

    assertThat(world.store.retired()).contains("1 of memory://app");
  }
}
