package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.World.Pair;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handles and secrets that are closed while something is under way. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosingTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final World world = new World();
  private final List<String> retired = new ArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void close() {
    go.countDown();
    world.close();
  }

  // ---- handles

  @Test
  void a_handle_that_is_closed_during_its_turn_stays_closed_and_retires_all_it_made() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> first = secrets.rotating("KEY").map(Secret::version, retired::add);
    Rotating<String> second =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (key.version().equals("2")) {
                    first.close();
                  }
                  return key.version();
                });
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN);

    assertThatThrownBy(first::get).isInstanceOf(IllegalStateException.class);
    assertThat(second.get()).isEqualTo("2");
    assertThat(retired).containsExactlyInAnyOrder("1", "2");
    secrets.close();
    assertThat(retired).hasSize(2);
  }

  @Test
  void closing_the_handle_of_a_record_does_nothing() {
    world.putPair();
    Secrets secrets = world.secrets();
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    pair.close();
    String after = world.putPair();
    world.passTtl();

    assertThat(pair.get().exposed()).isEqualTo(after);
    assertThat(secrets.rotating(Pair.class)).isSameAs(pair);
  }

  @Test
  void a_handle_that_is_closed_while_it_is_mapped_gives_no_object() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> parent = secrets.rotating("KEY").map(Secret::version);
    List<Object> given = new ArrayList<>();
    Rotating.Build<Object, Object> build =
        input -> {
          given.add(input);
          parent.close();
          return "of " + input;
        };

    assertThatThrownBy(() -> parent.map(build, made -> retired.add(made.toString())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(given).containsExactly("1");
    assertThat(retired).containsExactly("of 1");
  }

  // ---- secrets

  @Test
  void an_object_that_is_built_while_all_is_closed_is_retired() throws Exception {
    world.ledgers.leaveSomeOnTheirWay(); // the version it is built from
    world.put("KEY");
    CountDownLatch building = new CountDownLatch(1);
    CountDownLatch lateRetired = new CountDownLatch(1);
    Secrets secrets = world.open(world.builder());
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (key.version().equals("2")) {
                    building.countDown();
                    Stubborn.await(go);
                  }
                  return key.version();
                },
                old -> {
                  if (old.equals("2")) {
                    lateRetired.countDown();
                  }
                });
    world.put("KEY");
    Future<Throwable> refresh = Threads.thrownBy(() -> secrets.refresh("KEY"));
    building.await();
    secrets.close();
    go.countDown();

    assertThat(lateRetired.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(refresh.get()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(made::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_a_turn_replaced_is_retired_although_all_is_closed_at_that_moment() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> made = secrets.rotating("KEY").map(Secret::version, retired::add);
    world.put("KEY");
    try (Lines lines = new Lines(line -> closeAtTurn(line, secrets))) {
      world.passTtl();

      assertThat(lines.startingWith("Turned")).hasSize(1);
    }
    assertThatThrownBy(made::get).isInstanceOf(IllegalStateException.class);
    assertThat(retired).containsExactlyInAnyOrder("1", "2");
  }

  private static void closeAtTurn(String line, Secrets secrets) {
    if (line.startsWith("Turned")) {
      secrets.close();
    }
  }

  private static SecretProvider closing(CountDownLatch closed) {
    return new SecretProvider() {
      @Override
      public SecretBundle fetch(SecretLocation bundle) {
        return SecretBundle.of("x");
      }

      @Override
      public void close() {
        closed.countDown();
      }
    };
  }

  @Test
  void closing_on_an_interrupted_thread_ends_all_in_order() {
    List<String> ends = new ArrayList<>();
    CountDownLatch closed = new CountDownLatch(1);
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("plain", closing(closed))
                .locate("KEY", "plain://x")
                .executor(Runnable::run));
    secrets
        .rotating("KEY")
        .map(Secret::version, old -> ends.add("retired, open: " + (closed.getCount() == 1)));

    Thread.currentThread().interrupt();
    secrets.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ends).containsExactly("retired, open: true");
    assertThat(closed.getCount()).isZero();
  }

  @Test
  void who_waits_for_a_secret_without_a_thread_is_told_of_the_end_on_another_thread()
      throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    CompletableFuture<Thread> toldOn =
        secrets.getAsync("KEY").handle((secret, failure) -> Thread.currentThread());
    world.store.awaitHanging(1);

    secrets.close();
    assertThat(toldOn.get()).isNotSameAs(Thread.currentThread());
    assertThatThrownBy(() -> secrets.getAsync("KEY")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets.getAsync("NEW")).isInstanceOf(IllegalStateException.class);
  }

  // ---- who waits without a thread

  @Test
  void who_waits_without_a_thread_is_answered_although_the_executor_takes_no_tasks_any_more()
      throws Exception {
    world.put("KEY");
    ExecutorService pool = Executors.newCachedThreadPool();
    CountDownLatch rejected = new CountDownLatch(1);
    Executor counting =
        task -> {
          try {
            pool.execute(task);
          } catch (RejectedExecutionException e) {
            rejected.countDown();
            throw e;
          }
        };
    Secrets secrets = world.open(world.builder().executor(counting));
    world.store.hang();
    CompletableFuture<Secret> read = secrets.getAsync("KEY");
    world.store.awaitHanging(1);
    pool.shutdown();
    world.store.online();
    rejected.await(); // the answer was to be given there
    secrets.close();

    assertThat(read.handle((secret, failure) -> "answered"))
        .succeedsWithin(Duration.ofSeconds(10))
        .isEqualTo("answered");
  }

  @Test
  void all_who_wait_without_a_thread_are_told_of_the_end_by_one_thread() {
    world.store.hang();
    Secrets secrets = world.open(world.builder());
    List<CompletableFuture<Thread>> told = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      told.add(secrets.getAsync("KEY").handle((secret, failure) -> Thread.currentThread()));
    }
    world.store.awaitHanging(1);
    secrets.close();

    assertThat(told.stream().map(CompletableFuture::join).distinct())
        .singleElement()
        .isNotSameAs(Thread.currentThread());
  }

  @Test
  void nobody_can_begin_to_wait_for_a_name_known_or_not_after_the_end() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    secrets.close();

    assertThatThrownBy(() -> secrets.getAsync("KEY")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets.getAsync("NEW")).isInstanceOf(IllegalStateException.class);
  }

  // ---- what people alert on

  @Test
  void a_look_that_ends_because_all_is_closed_is_no_alert() throws Exception {
    world.put("KEY");
    ExecutorService pool = Executors.newCachedThreadPool();
    Secrets secrets = world.open(world.builder().executor(pool).require("KEY"));
    world.store.hang();
    try (Lines lines = new Lines()) {
      Future<Throwable> refresh = Threads.thrownBy(() -> secrets.refresh("KEY"));
      world.store.awaitHanging(1);
      secrets.close();
      awaitEnd(pool);
      assertThat(refresh.get()).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> secrets.get("KEY")).isInstanceOf(IllegalStateException.class);
      assertThat(lines.alerts()).isEmpty();
    }
  }

  @Test
  void a_turn_that_ends_because_all_is_closed_is_no_alert() throws Exception {
    world.ledgers.leaveSomeOnTheirWay(); // the version that was being turned to
    world.put("KEY");
    ExecutorService pool = Executors.newCachedThreadPool();
    CountDownLatch building = new CountDownLatch(1);
    Secrets secrets = world.open(world.builder().executor(pool));
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (key.version().equals("2")) {
                    building.countDown();
                    go.await();
                    throw new IllegalStateException(LeakGuard.canary().text());
                  }
                  return key.version();
                });
    world.put("KEY");
    try (Lines lines = new Lines()) {
      Future<Throwable> refresh = Threads.thrownBy(() -> secrets.refresh("KEY"));
      building.await();
      secrets.close();
      go.countDown();
      awaitEnd(pool);
      assertThat(refresh.get()).isInstanceOf(IllegalStateException.class);

      assertThat(lines.alerts()).isEmpty();
    }
    assertThatThrownBy(made::get).isInstanceOf(IllegalStateException.class);
  }

  private static void awaitEnd(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }
}
