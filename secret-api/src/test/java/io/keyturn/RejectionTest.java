package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are told that their value is not accepted any more. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RejectionTest {
  private static final Rejection<String> UNAUTHORIZED = Rejection.causedBy(Unauthorized.class);

  private static final Duration A_LONG_TIME = Duration.ofDays(1);

  private final World world = new World();
  private final List<String> used = new ArrayList<>();
  private String active = "1";

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static final class Unauthorized extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** A service that knows one version. */
  private String ask(Secret key) throws Unauthorized {
    used.add(key.version());
    if (!key.version().equals(active)) {
      throw new Unauthorized();
    }
    return "by " + key.version();
  }

  /** The key is changed in the store, and the service knows only the new one. */
  private void rotate() {
    world.put("KEY");
    active = Integer.toString(Integer.parseInt(active) + 1);
  }

  private Rotating<Secret> key(Secrets secrets) {
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    return key;
  }

  private int reads() {
    return world.store.fetches("app");
  }

  @Test
  void an_accepted_call_runs_once() throws Exception {
    Rotating<Secret> key = key(world.secrets());

    assertThat(key.call(this::ask, UNAUTHORIZED)).isEqualTo("by 1");
    assertThat(used).containsExactly("1");
    assertThat(reads()).isEqualTo(1);
  }

  @Test
  void a_rejected_call_reads_anew_and_runs_again_with_the_other_value() throws Exception {
    Rotating<Secret> key = key(world.secrets());
    List<Rotation> turns = new ArrayList<>();
    key.onRotation(turns::add);
    rotate();

    assertThat(key.call(this::ask, UNAUTHORIZED)).isEqualTo("by 2");
    assertThat(used).containsExactly("1", "2");
    assertThat(turns).extracting(Rotation::why).containsExactly(Rotation.Why.REJECTION);
  }

  @Test
  void where_there_is_nothing_new_the_rejection_is_the_callers() {
    Rotating<Secret> key = key(world.secrets());
    active = "none";

    assertThatThrownBy(() -> key.call(this::ask, UNAUTHORIZED)).isInstanceOf(Unauthorized.class);
    assertThat(used).containsExactly("1");
    assertThat(reads()).isEqualTo(2);
  }

  @Test
  void a_second_rejection_is_the_callers() {
    Rotating<Secret> key = key(world.secrets());
    world.put("KEY");
    active = "none";

    assertThatThrownBy(() -> key.call(this::ask, UNAUTHORIZED)).isInstanceOf(Unauthorized.class);
    assertThat(used).containsExactly("1", "2");
  }

  @Test
  void a_value_that_has_turned_meanwhile_is_tried_at_once() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);

    String result =
        key.call(
            secret -> {
              if (secret.version().equals("1")) {
                rotate();
                secrets.refresh("KEY");
              }
              return ask(secret);
            },
            UNAUTHORIZED);

    assertThat(result).isEqualTo("by 2");
    assertThat(reads()).isEqualTo(2);
  }

  @Test
  void a_result_can_be_a_rejection() {
    Rotating<Secret> key = key(world.secrets());
    rotate();

    int status =
        key.call(
            secret -> secret.version().equals(active) ? 200 : 401,
            Rejection.onResult(result -> result == 401));
    assertThat(status).isEqualTo(200);
    active = "none";
    world.time.advance(Duration.ofSeconds(1));
    int again =
        key.call(
            secret -> secret.version().equals(active) ? 200 : 401,
            Rejection.onResult(result -> result == 401));
    assertThat(again).isEqualTo(401);
  }

  @Test
  void a_cause_can_be_a_rejection_and_another_failure_is_none() {
    Rotating<Secret> key = key(world.secrets());
    rotate();
    AtomicInteger runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                key.run(
                    secret -> {
                      runs.incrementAndGet();
                      throw new IOException(new Unauthorized());
                    },
                    UNAUTHORIZED))
        .isInstanceOf(IOException.class);
    assertThat(runs).hasValue(2);
    assertThatThrownBy(
            () ->
                key.run(
                    secret -> {
                      runs.incrementAndGet();
                      throw new IOException("other");
                    },
                    UNAUTHORIZED))
        .hasMessage("other");
    assertThat(runs).hasValue(3);
  }

  @Test
  void a_rejection_can_be_reported_from_elsewhere() {
    Rotating<Secret> key = key(world.secrets());
    Secret first = key.get();
    assertThat(key.rejected(first)).isFalse();
    rotate();
    world.time.advance(Duration.ofSeconds(1));

    assertThat(key.rejected(first)).isTrue();
    assertThat(key.get().version()).isEqualTo("2");
    assertThat(key.rejected(first)).isTrue();
    assertThat(Rotating.of("x").rejected("x")).isFalse();
  }

  // ---- waiting

  @Test
  void who_keeps_trying_waits_for_a_store_that_is_late() throws Exception {
    Rotating<Secret> key = key(world.secrets());
    active = "2";
    Future<String> call =
        Threads.start(() -> key.call(this::ask, UNAUTHORIZED.keepTrying(Duration.ofMinutes(1))));
    while (reads() < 5) {
      Threads.advanceToAlarmWithin(world.time, Duration.ofSeconds(10));
    }
    world.put("KEY");
    while (!call.isDone()) {
      Threads.advanceToAlarmWithin(world.time, Duration.ofSeconds(20));
    }

    assertThat(call.get()).isEqualTo("by 2");
    assertThat(used).containsExactly("1", "2");
  }

  @Test
  void the_budget_ends() {
    Rotating<Secret> key = key(world.secrets());
    active = "none";
    Future<Throwable> call =
        Threads.thrownBy(
            () -> key.call(this::ask, UNAUTHORIZED.keepTrying(Duration.ofSeconds(20))));
    Threads.advanceUntilDone(world.time, Duration.ofMillis(100), call);

    assertThat(call).isDone();
    assertThat(used).containsExactly("1");
    assertThatIllegalArgumentException().isThrownBy(() -> UNAUTHORIZED.keepTrying(Duration.ZERO));
  }

  @Test
  void reads_for_rejections_are_a_second_apart_and_then_double_while_they_bring_nothing() {
    Duration far = Duration.ofHours(1);
    Rotating<Secret> key =
        key(world.open(world.builder().executor(Runnable::run).readTimeout(far)));
    Secret first = key.get();
    long start = world.time.nanoTime();
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Future<Boolean> rejected = Threads.start(() -> key.rejected(first));
      while (!rejected.isDone()) {
        Threads.advanceToAlarmWithin(world.time, Duration.ofSeconds(9));
      }
      seconds.add(Duration.ofNanos(world.time.nanoTime() - start).toSeconds());
    }

    assertThat(seconds).containsExactly(0L, 1L, 3L, 7L, 15L);
    assertThat(reads()).isEqualTo(6);
  }

  @Test
  void a_turn_makes_the_pauses_short_again() {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    for (int i = 0; i < 4; i++) { // the last pause is eight seconds
      assertThat(key.rejected(key.get())).isFalse();
      world.time.advance(Duration.ofMinutes(1));
    }
    world.put("KEY");
    assertThat(key.rejected(key.get())).isTrue();
    world.time.advance(Duration.ofMinutes(1));
    assertThat(key.rejected(key.get())).isFalse();
    int before = reads();

    Future<Boolean> rejected = Threads.start(() -> key.rejected(key.get()));
    while (!rejected.isDone()) {
      Threads.advanceToAlarmWithin(world.time, Duration.ofSeconds(1));
    }

    assertThat(reads()).isEqualTo(before + 1);
  }

  @Test
  void who_waits_for_a_turn_of_a_handle_that_is_closed_waits_no_more() throws Exception {
    Rotating<String> made = key(world.open(world.builder())).map(Secret::version);
    Rejection<String> keeps = Rejection.<String>onResult(result -> true).keepTrying(A_LONG_TIME);
    Future<String> call = Threads.start(() -> made.call(version -> version, keeps));
    while (reads() < 2) {
      Thread.onSpinWait();
    }

    made.close();

    assertThat(call.get()).isEqualTo("1");
  }

  @Test
  void what_is_not_whole_is_not_taken_though_the_current_one_is_rejected() {
    Rotating<Secret> key = key(world.secrets());
    world.put("OTHER");
    try (Lines lines = new Lines()) {
      assertThat(key.rejected(key.get())).isFalse();

      assertThat(lines.startingWith("Takes version")).isEmpty();
    }
    assertThat(key.get().version()).isEqualTo("1");
  }

  @Test
  void who_could_only_be_answered_too_late_is_answered_at_once() {
    Duration half = Duration.ofMillis(500);
    Rotating<Secret> key =
        key(world.open(world.builder().executor(Runnable::run).readTimeout(half)));

    assertThat(key.rejected(key.get())).isFalse();
    assertThat(key.rejected(key.get())).isFalse(); // the next read is a second away
    assertThat(reads()).isEqualTo(2);
  }

  @Test
  void a_thousand_who_are_rejected_at_once_share_one_read() throws Exception {
    int threads = 1_000;
    Secrets secrets = world.open(world.builder());
    Rotating<Secret> key = key(secrets);
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(threads);
    world.put("KEY");
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      calls.add(
          Threads.start(
              () ->
                  key.call(
                      secret -> {
                        runs.incrementAndGet();
                        if (secret.version().equals("1")) {
                          all.countDown();
                          all.await();
                          throw new Unauthorized();
                        }
                        return secret.version();
                      },
                      UNAUTHORIZED)));
    }
    for (Future<String> call : calls) {
      assertThat(call.get()).isEqualTo("2");
    }

    assertThat(runs).hasValue(2 * threads);
    assertThat(reads()).isEqualTo(2);
  }

  @Test
  void an_interrupt_ends_the_waiting_and_is_kept() throws Exception {
    Secrets secrets = world.open(world.builder());
    Rotating<Secret> key = key(secrets);
    active = "none";
    world.store.hang();
    Thread[] caller = new Thread[1];
    Future<Boolean> interrupted =
        Threads.start(
            () -> {
              caller[0] = Thread.currentThread();
              assertThatThrownBy(() -> key.call(this::ask, UNAUTHORIZED))
                  .isInstanceOf(Unauthorized.class);
              return Thread.currentThread().isInterrupted();
            });
    world.store.awaitHanging(1);
    caller[0].interrupt();

    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void closing_ends_the_waiting() throws Exception {
    Secrets secrets = world.open(world.builder());
    Rotating<Secret> key = key(secrets);
    active = "none";
    world.store.hang();
    Future<Throwable> call = Threads.thrownBy(() -> key.call(this::ask, UNAUTHORIZED));
    world.store.awaitHanging(1);
    secrets.close();

    assertThat(call.get()).isInstanceOf(Unauthorized.class);
    assertThatThrownBy(() -> key.call(this::ask, UNAUTHORIZED))
        .isInstanceOf(IllegalStateException.class);
  }

  // ---- what else there is

  @Test
  void who_is_rejected_takes_a_version_that_its_verifier_refuses() throws Exception {
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    candidate -> {
                      throw new IllegalStateException();
                    }));
    Rotating<Secret> key = key(secrets);
    rotate();
    world.passTtl();
    assertThat(key.get().version()).isEqualTo("1");

    assertThat(key.call(this::ask, UNAUTHORIZED)).isEqualTo("by 2");
  }

  @Test
  void an_object_in_use_is_not_retired_nor_what_it_was_made_from() throws Exception {
    Secrets secrets = world.secrets();
    List<String> retired = new ArrayList<>();
    Rotating<String> parent =
        secrets.rotating("KEY").map(key -> "parent" + key.version(), retired::add);
    Rotating<String> child = parent.map(p -> "child of " + p, retired::add);

    child.run(
        object -> {
          rotate();
          secrets.refresh("KEY");
          world.time.advance(Duration.ofMinutes(5));
          assertThat(retired).isEmpty();
        },
        UNAUTHORIZED);
    assertThat(retired).containsExactly("child of parent1", "parent1");
  }

  @Test
  void an_object_in_use_outlives_the_end_of_all() throws Exception {
    Secrets secrets = world.secrets();
    List<String> retired = new ArrayList<>();
    Rotating<String> made = secrets.rotating("KEY").map(key -> "made", retired::add);

    made.run(
        object -> {
          secrets.close();
          assertThat(retired).isEmpty();
        },
        UNAUTHORIZED);
    assertThat(retired).containsExactly("made");
  }

  @Test
  void a_result_of_nothing_is_no_rejection() {
    Rotating<Secret> key = key(world.secrets());
    AtomicInteger runs = new AtomicInteger();

    key.run(secret -> runs.incrementAndGet(), Rejection.<Integer>onResult(status -> status == 401));
    assertThat(runs).hasValue(1);
  }

  @Test
  void who_rejects_an_old_version_brings_no_unproved_one_over_the_current() {
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    candidate -> {
                      if (candidate.version().equals("3")) {
                        throw new IllegalStateException();
                      }
                    }));
    boolean[] broken = new boolean[1];
    Rotating<String> client =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (broken[0]) {
                    throw new IllegalStateException();
                  }
                  return "client of " + key.version();
                });
    broken[0] = true;
    rotate();
    secrets.refresh("KEY");
    world.put("KEY");

    assertThat(client.rejected(client.get())).isFalse();
    assertThat(secrets.get("KEY").version()).isEqualTo("2");
  }

  @Test
  void a_value_is_not_tried_again_where_only_its_neighbour_turned() {
    world.store.put("app", Map.of("KEY", "same", "OTHER", "1"));
    Rotating<Secret> key = key(world.secrets());
    world.store.put("app", Map.of("KEY", "same", "OTHER", "2"));
    active = "none";

    assertThatThrownBy(() -> key.call(this::ask, UNAUTHORIZED)).isInstanceOf(Unauthorized.class);
    assertThat(used).hasSize(1);
  }

  @Test
  void of_two_calls_on_an_object_both_keep_it() throws Exception {
    Secrets secrets = world.secrets();
    List<String> retired = new ArrayList<>();
    Rotating<String> made = secrets.rotating("KEY").map(Secret::version, retired::add);

    made.run(
        outer -> {
          made.run(inner -> {}, UNAUTHORIZED);
          rotate();
          secrets.refresh("KEY");
          world.time.advance(Duration.ofMinutes(5));
          assertThat(retired).isEmpty();
        },
        UNAUTHORIZED);
    assertThat(retired).containsExactly("1");
  }

  @Test
  void a_parent_is_kept_for_a_call_on_a_child_whose_handle_was_closed() throws Exception {
    Secrets secrets = world.secrets();
    List<String> retired = new ArrayList<>();
    Rotating<String> parent =
        secrets.rotating("KEY").map(key -> "parent" + key.version(), retired::add);
    Rotating<String> child = parent.map(p -> "child of " + p, retired::add);

    child.run(
        object -> {
          child.close();
          rotate();
          secrets.refresh("KEY");
          world.time.advance(Duration.ofMinutes(5));
          assertThat(retired).isEmpty();
        },
        UNAUTHORIZED);
    assertThat(retired).containsExactly("child of parent1", "parent1");
  }

  @Test
  void a_budget_may_be_as_good_as_for_ever() throws Exception {
    Rotating<Secret> key = key(world.secrets());
    rotate();
    Rejection<String> forEver = UNAUTHORIZED.keepTrying(Duration.ofSeconds(Long.MAX_VALUE));

    assertThat(key.call(this::ask, forEver)).isEqualTo("by 2");
  }
}
