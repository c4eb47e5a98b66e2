package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A record over several bundles: when one of them turns, the others are looked at before. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TogetherTest {
  private final World world = new World();
  private final List<String> made = new ArrayList<>();

  @BeforeEach
  void put() {
    List.of("A", "B", "C").forEach(this::turn);
  }

  @AfterEach
  void close() {
    world.close();
  }

  record Pair(@SecretName("A") Secret a, @SecretName("B") Secret b) {
    String versions() {
      return a.version() + b.version();
    }
  }

  record Other(@SecretName("B") Secret b, @SecretName("C") Secret c) {
    String versions() {
      return b.version() + c.version();
    }
  }

  /** Each name has a bundle of its own. */
  private void turn(String name) {
    world.store.put(name, LeakGuard.canary().text());
  }

  private Secrets.Builder builder() {
    return world.builder("{name}").executor(Runnable::run);
  }

  private Rotating<String> mapped(Secrets secrets) {
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    return pair.map(
        both -> {
          made.add(both.versions());
          return both.versions();
        });
  }

  @Test
  void both_turn_at_once_and_what_is_made_is_made_once() {
    Secrets secrets = world.open(builder());
    Rotating<String> versions = mapped(secrets);
    List<String> turns = new ArrayList<>();
    secrets.rotating(Pair.class).onRotation(turn -> turns.add(told(turn)));
    turn("A");
    turn("B");

    secrets.refresh("A");

    assertThat(versions.get()).isEqualTo("22");
    assertThat(made).containsExactly("11", "22");
    assertThat(turns).containsExactly("memory://A 1->2", "memory://B 1->2");
  }

  private static String told(Rotation turn) {
    return turn.bundle() + " " + turn.oldVersion() + "->" + turn.newVersion();
  }

  @Test
  void in_a_batch_too_where_the_second_was_read_before_it_changed() {
    World batching = new World(InMemoryProvider.batching(20));
    try {
      List.of("A", "B").forEach(name -> batching.store.put(name, LeakGuard.canary().text()));
      Secrets secrets = batching.open(batching.builder("{name}").executor(Runnable::run));
      Rotating<String> versions = mapped(secrets);
      List.of("A", "B").forEach(name -> batching.store.put(name, LeakGuard.canary().text()));

      batching.passTtl();

      assertThat(versions.get()).isEqualTo("22");
      assertThat(made).containsExactly("11", "22");
    } finally {
      batching.close();
    }
  }

  @Test
  void where_the_other_has_not_changed_it_turns_alone() {
    Secrets secrets = world.open(builder());
    Rotating<String> versions = mapped(secrets);
    turn("A");
    int reads = world.store.fetches("B");

    secrets.refresh("A");

    assertThat(versions.get()).isEqualTo("21");
    assertThat(world.store.fetches("B")).isEqualTo(reads + 1);
  }

  @Test
  void a_verifier_judges_both_halves_of_the_new_pair() {
    List<String> tried = new ArrayList<>();
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    Pair.class,
                    pair -> {
                      tried.add(pair.versions());
                      assertThat(pair.a().version()).isEqualTo(pair.b().version());
                    }));
    Rotating<String> versions = mapped(secrets);
    turn("A");
    turn("B");

    world.passTtl();

    assertThat(tried).containsExactly("22");
    assertThat(versions.get()).isEqualTo("22");
  }

  @Test
  void half_a_pair_waits_for_the_other_half() {
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    Pair.class,
                    pair -> assertThat(pair.a().version()).isEqualTo(pair.b().version())));
    Rotating<String> versions = mapped(secrets);
    turn("A");
    world.passTtl();
    assertThat(versions.get()).isEqualTo("11");

    turn("B");
    world.time.advance(Duration.ofSeconds(30));

    assertThat(versions.get()).isEqualTo("22");
    assertThat(made).containsExactly("11", "22");
  }

  @Test
  void what_the_other_brought_holds_up_nobody_where_it_is_refused() {
    boolean[] refuses = {true};
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    "B",
                    b -> {
                      if (refuses[0]) {
                        throw new IllegalStateException("not this one");
                      }
                    }));
    Rotating<String> versions = mapped(secrets);
    turn("A");
    turn("B");

    secrets.refresh("A");
    assertThat(versions.get()).isEqualTo("21");

    refuses[0] = false;
    world.time.advance(Duration.ofSeconds(2));
    assertThat(versions.get()).isEqualTo("22");
  }

  @Test
  void where_the_other_cannot_be_read_it_turns_alone() {
    Secrets secrets = world.open(builder());
    Rotating<String> versions = mapped(secrets);
    turn("A");
    turn("B");
    world.store.denyAccess("B");

    secrets.refresh("A");

    assertThat(versions.get()).isEqualTo("21");
  }

  @Test
  void one_whose_store_does_not_answer_is_waited_for_a_second() throws Exception {
    InMemoryProvider other = new InMemoryProvider();
    other.put("B", LeakGuard.canary().text());
    Secrets secrets =
        world.open(
            world.builder("{name}").store("other", world.checked(other)).locate("B", "other://B"));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    turn("A");
    other.hang();
    Future<Throwable> refresh = Threads.thrownBy(() -> secrets.refresh("A"));
    while (other.fetches("B") == 1 && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    world.time.advance(Duration.ofMillis(999));
    assertThat(pair.get().versions()).isEqualTo("11");

    world.time.advance(Duration.ofMillis(1));

    assertThat(refresh.get()).isNull();
    assertThat(pair.get().versions()).isEqualTo("21");
    other.online();
  }

  @Test
  void three_bundles_in_a_chain_all_turn_and_none_waits_for_another() {
    Secrets secrets = world.open(builder());
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    Rotating<Other> other = secrets.rotating(Other.class);
    List.of("A", "B", "C").forEach(this::turn);

    secrets.refresh();

    assertThat(pair.get().versions()).isEqualTo("22");
    assertThat(other.get().versions()).isEqualTo("22");
  }

  @Test
  void they_turn_so_on_many_threads_as_well() {
    Secrets secrets = world.open(world.builder("{name}"));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    Rotating<Other> other = secrets.rotating(Other.class);
    for (int version = 2; version < 50; version++) {
      List.of("A", "B", "C").forEach(this::turn);

      secrets.refresh();

      assertThat(pair.get().versions()).isEqualTo(version + "" + version);
      assertThat(other.get().versions()).isEqualTo(version + "" + version);
    }
  }

  @Test
  void who_is_rejected_takes_both_though_the_verifier_refuses_them() {
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    Pair.class,
                    pair -> {
                      throw new IllegalStateException("none");
                    }));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    Pair old = pair.get();
    turn("A");
    turn("B");

    assertThat(pair.rejected(old)).isTrue();

    assertThat(pair.get().versions()).isEqualTo("22");
  }

  @Test
  void a_record_over_two_bundles_says_so_once_when_it_is_bound() {
    Secrets secrets = world.open(builder());
    try (Lines lines = new Lines()) {
      secrets.rotating(Pair.class);
      secrets.rotating(Pair.class);
      turn("A");
      secrets.refresh("A");

      assertThat(lines.startingWith("Pair is made from several bundles"))
          .containsExactly(
              "Pair is made from several bundles and may turn in steps: [memory://A, memory://B]");
    }
  }

  @Test
  void a_record_over_one_bundle_says_nothing() {
    world.putPair();
    Secrets secrets = world.open(world.builder().executor(Runnable::run));
    try (Lines lines = new Lines()) {
      secrets.rotating(World.Pair.class);

      assertThat(lines.startingWith("Pair is made")).isEmpty();
    }
  }
}
