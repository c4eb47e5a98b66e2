package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that take nothing for a while, that are small, and what Errors on them look like. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final World world = new World();
  private final Turnstile turnstile = new Turnstile();

  @AfterEach
  void close() {
    world.close();
  }

  /** Runs so many tasks, on the thread that brings them, and takes no more. */
  private static final class Turnstile implements Executor {
    private int takes;
    Supplier<Throwable> refusal = RejectedExecutionException::new;

    Turnstile() {
      open();
    }

    void open() {
      takes = Integer.MAX_VALUE;
    }

    void shutAfter(int tasks) {
      takes = tasks;
    }

    @Override
    public void execute(Runnable task) {
      if (takes == 0) {
        throw sneaky(refusal.get());
      }
      takes--;
      task.run();
    }
  }

  /** Throws what is unchecked but no RuntimeException as it is. */
  private static RuntimeException sneaky(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }

  // ---- an executor that takes nothing for a while

  static Stream<Supplier<Throwable>> refusals() {
    return Stream.of(
        () -> new OutOfMemoryError("unable to create native thread"), IllegalStateException::new);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatever_an_executor_throws_a_look_has_ended_and_the_next_one_begins(
      Supplier<Throwable> refusal) {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().executor(turnstile).require("KEY"));
    turnstile.refusal = refusal;
    String after = world.put("KEY");
    for (int tasks = 0; tasks < 3; tasks++) {
      turnstile.shutAfter(tasks);
      world.passTtl();
    }
    turnstile.open();

    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatever_an_executor_throws_for_a_listener_refresh_ends_and_the_turn_is_told_later(
      Supplier<Throwable> refusal) {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().executor(turnstile));
    List<Rotation> turns = new ArrayList<>();
    secrets.rotating("KEY").get();
    secrets.rotating("KEY").onRotation(turns::add);
    world.put("KEY");
    turnstile.refusal = refusal;
    turnstile.shutAfter(1); // the look; not the listener

    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(turns).isEmpty();
    turnstile.open();
    world.time.advance(Duration.ofSeconds(1));
    assertThat(turns).hasSize(1);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // logs thousands of looks
  void many_bundles_on_an_executor_that_runs_in_place_need_no_deep_stack() {
    Secrets secrets = world.open(many(3_000).executor(Runnable::run));
    secrets.refresh();

    assertThat(secrets.get("N2999").version()).isEqualTo("1");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // logs thousands of looks
  void many_looks_that_are_not_taken_need_no_deep_stack() {
    Secrets secrets = world.open(many(3_000).executor(turnstile));
    turnstile.shutAfter(0);
    assertThatThrownBy(secrets::refresh).isInstanceOf(SecretUnavailableException.class);
    turnstile.open();

    secrets.refresh();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // logs thousands of looks
  void many_bundles_at_their_second_places_need_no_deep_stack() {
    Secrets.Builder builder = many(3_000);
    for (int i = 0; i < 3_000; i++) {
      builder.locate("N" + i, "memory://none/N" + i, "memory://N" + i);
    }
    Secrets secrets = world.open(builder.executor(Runnable::run));

    assertThat(secrets.get("N2999").version()).isEqualTo("1");
  }

  @Test
  void code_that_runs_in_a_look_can_read_what_nobody_has_read() {
    world.put("KEY");
    world.store.put("new", "read");
    Secrets secrets =
        world.open(world.builder().executor(Runnable::run).locate("NEW", "memory://new"));
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(key -> key.version().equals("1") ? "first" : secrets.get("NEW").exposeString());
    world.put("KEY");

    secrets.refresh("KEY");
    assertThat(made.get()).isEqualTo("read");
  }

  @Test
  void a_listener_that_runs_in_place_can_look_for_what_was_missing() {
    world.store.put("KEY", LeakGuard.canary().text());
    Secrets secrets = world.open(world.builder("{name}").executor(Runnable::run));
    List<Optional<Secret>> found = new ArrayList<>();
    secrets.rotating("KEY").onRotation(turn -> found.add(secrets.find("LATER")));
    assertThat(secrets.find("LATER")).isEmpty();
    world.time.advance(Duration.ofSeconds(11)); // past the negative ttl
    world.store.put("KEY", LeakGuard.canary().text());

    secrets.refresh();
    assertThat(found).containsExactly(Optional.empty());
  }

  private Secrets.Builder many(int bundles) {
    Secrets.Builder builder = world.builder("{name}");
    String[] names = new String[bundles];
    for (int i = 0; i < bundles; i++) {
      names[i] = "N" + i;
      world.store.put(names[i], "x");
    }
    return builder.require(names);
  }

  @Test
  void a_refresh_whose_look_is_not_taken_is_unavailable() {
    String before = world.put("KEY");
    Secrets secrets = world.open(world.builder().executor(turnstile).require("KEY"));
    turnstile.shutAfter(0);
    String after = world.put("KEY");

    assertThatThrownBy(() -> secrets.refresh("KEY"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("'KEY'");
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(before);
    turnstile.open();
    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void wherever_tasks_are_not_taken_any_more_a_refresh_ends_and_the_next_look_mends_it(int taken) {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().executor(turnstile).verify("KEY", key -> {}));
    Rotating<String> made = secrets.rotating("KEY").map(Secret::exposeString);
    String after = world.put("KEY");
    turnstile.shutAfter(taken);
    Throwable thrown = catchThrowable(() -> secrets.refresh("KEY"));
    turnstile.open();
    world.passTtl();

    if (thrown != null) {
      assertThat(thrown).isInstanceOf(SecretUnavailableException.class);
    }
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
    assertThat(made.get()).isEqualTo(after);
  }

  record Found(@SecretName("KEY") Secret key, @SecretName("EXTRA") Optional<Secret> extra) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_record_gets_a_name_that_was_found_while_tasks_were_not_taken(int taken) {
    world.put("KEY");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(turnstile)
                .locate("EXTRA", "memory://none#x", "memory://known#x")
                .locate("OTHER", "memory://known#x")
                .optional("OTHER")
                .require(Found.class));
    Rotating<Found> found = secrets.rotating(Found.class);
    String extra = LeakGuard.canary().text();
    world.store.put("known", Map.of("x", extra));
    secrets.refresh("OTHER");
    turnstile.shutAfter(taken);
    world.time.advance(World.TTL);
    turnstile.open();
    world.time.advance(Duration.ofMinutes(1));

    assertThat(secrets.get("EXTRA").exposeString()).isEqualTo(extra);
    assertThat(found.get().extra().map(Secret::exposeString)).contains(extra);
  }

  @Test
  void looks_go_on_when_tasks_are_taken_again() {
    Secrets.Builder builder = world.builder().executor(turnstile);
    List<String> names = List.of("A", "B", "C", "D", "E", "F");
    for (String name : names) {
      world.store.put("of/" + name, LeakGuard.canary().text());
      builder.locate(name, "memory://of/" + name);
    }
    Secrets secrets = world.open(builder);
    turnstile.shutAfter(0);
    world.passTtl();
    world.passTtl();
    turnstile.open();
    for (String name : names) {
      world.store.put("of/" + name, "after-" + LeakGuard.canary().text());
    }

    world.passTtl();
    assertThat(names).allMatch(name -> secrets.get(name).exposeString().startsWith("after-"));
  }

  @Test
  void a_listener_is_told_when_tasks_are_taken_again() {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().executor(turnstile));
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (key.version().equals("2")) { // the last task that is taken
                    turnstile.shutAfter(0);
                  }
                  return key.version();
                });
    List<Rotation> turns = new ArrayList<>();
    made.onRotation(turns::add);
    world.put("KEY");
    world.passTtl();
    assertThat(turns).isEmpty();
    turnstile.open();
    world.passTtl();
    world.put("KEY");
    world.passTtl();

    assertThat(made.get()).isEqualTo("3");
    assertThat(turns).isNotEmpty();
    assertThat(turns.get(0).oldVersion()).isEqualTo("1");
    assertThat(turns.get(turns.size() - 1).newVersion()).isEqualTo("3");
  }

  @Test
  void what_was_replaced_is_retired_when_tasks_are_taken_again() {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().executor(turnstile));
    List<String> retired = new ArrayList<>();
    Rotating<String> made = secrets.rotating("KEY").map(Secret::version, retired::add);
    world.put("KEY");
    world.passTtl();
    turnstile.shutAfter(0);
    world.time.advance(DRAIN);
    assertThat(retired).isEmpty();
    turnstile.open();

    world.passTtl();
    assertThat(retired).containsExactly("1");
    assertThat(made.get()).isEqualTo("2");
  }

  @Test
  void a_build_that_failed_is_tried_again_when_tasks_are_taken_again() {
    world.put("KEY");
    Secrets secrets =
        world.open(world.builder().executor(turnstile).ttlFor("KEY", Duration.ofHours(10)));
    boolean[] broken = new boolean[1];
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (broken[0]) {
                    throw new IllegalStateException();
                  }
                  return key.version();
                });
    broken[0] = true;
    world.put("KEY");
    secrets.refresh("KEY");
    broken[0] = false;
    turnstile.shutAfter(0);
    world.time.advance(DRAIN);
    assertThat(made.get()).isEqualTo("1");
    turnstile.open();

    world.passTtl();
    assertThat(made.get()).isEqualTo("2");
  }

  // ---- a small one

  @Test
  void two_threads_are_enough_for_two_bundles_whose_verifiers_run_at_once() {
    ExecutorService two = daemons(2);
    CountDownLatch both = new CountDownLatch(2);
    Secrets.Verifier<Secret> meet =
        key -> {
          both.countDown();
          both.await();
        };
    world.store.put("a", Map.of("x", LeakGuard.canary().text()));
    world.store.put("b", Map.of("x", LeakGuard.canary().text()));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(two)
                .locate("A", "memory://a#x")
                .locate("B", "memory://b#x")
                .verify("A", meet)
                .verify("B", meet));
    world.store.put("a", Map.of("x", LeakGuard.canary().text()));
    world.store.put("b", Map.of("x", LeakGuard.canary().text()));

    secrets.refresh();
    assertThat(secrets.get("A").version()).isEqualTo("2");
    assertThat(secrets.get("B").version()).isEqualTo("2");
    two.shutdown();
  }

  private static ExecutorService daemons(int number) {
    return Executors.newFixedThreadPool(
        number,
        task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        });
  }

  // ---- errors

  @Test
  void an_error_of_a_verifier_is_told_by_its_own_class() {
    world.put("KEY");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    key -> {
                      throw new AssertionError(LeakGuard.canary().text());
                    }));
    world.put("KEY");

    assertThatThrownBy(() -> secrets.refresh("KEY"))
        .hasMessageContaining("threw java.lang.AssertionError");
  }

  @Test
  void an_error_of_a_build_is_told_by_its_own_class() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    boolean[] broken = new boolean[1];
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (broken[0]) {
                    throw new NoClassDefFoundError(LeakGuard.canary().text());
                  }
                  return key.version();
                });
    broken[0] = true;
    world.put("KEY");
    try (Lines lines = new Lines()) {
      world.passTtl();

      assertThat(lines.alerts())
          .isNotEmpty()
          .allMatch(line -> line.endsWith("the build threw java.lang.NoClassDefFoundError"));
    }
    assertThat(made.get()).isEqualTo("1");
  }

  @Test
  void what_throws_on_an_executor_that_runs_in_place_is_not_run_again() {
    int[] runs = new int[1];
    try (Timer timer = new Timer(world.time);
        Workers workers = new Workers(timer, Runnable::run)) {
      workers.execute(
          () -> {
            runs[0]++;
            throw new IllegalStateException();
          });
      world.time.advance(Duration.ofSeconds(5));
    }

    assertThat(runs[0]).isEqualTo(1);
  }
}
