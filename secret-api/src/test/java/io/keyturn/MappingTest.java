package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.World.Pair;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects made from secrets: built once a turn, retired after the drain. */
class MappingTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final World world = new World();
  private final List<String> retired = new ArrayList<>();
  private int built;

  @AfterEach
  void close() {
    world.close();
  }

  /** Stands for a client. */
  private record Client(String label, int number) {}

  private Client client(String label) {
    return new Client(label, ++built);
  }

  private void retire(Client client) {
    retired.add(client.label + client.number);
  }

  @Test
  void an_object_is_built_once_a_turn_and_the_old_one_retired_after_the_drain() {
    world.putPair();
    Rotating<Client> client =
        world.secrets().rotating(Pair.class).map(pair -> client("c"), this::retire);
    assertThat(client.get().number).isEqualTo(1);
    assertThat(client.get()).isSameAs(client.get());
    world.putPair();

    world.passTtl();
    assertThat(client.get().number).isEqualTo(2);
    assertThat(retired).isEmpty();
    world.time.advance(DRAIN.minusNanos(1));
    assertThat(retired).isEmpty();
    world.time.advance(Duration.ofNanos(1));
    assertThat(retired).containsExactly("c1");
    assertThat(built).isEqualTo(2);
  }

  @Test
  void what_is_made_from_an_object_is_retired_before_it() {
    world.put("KEY");
    Rotating<Client> parent =
        world.secrets().rotating("KEY").map(key -> client("parent"), this::retire);
    Rotating<Client> child = parent.map(p -> client("child"), this::retire);
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN);

    assertThat(parent.get().number).isEqualTo(3);
    assertThat(child.get().number).isEqualTo(4);
    assertThat(retired).containsExactly("child2", "parent1");
  }

  @Test
  void a_build_that_fails_keeps_the_old_object_and_is_tried_until_it_succeeds() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    boolean[] broken = new boolean[1];
    Rotating<Client> client =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (broken[0]) {
                    throw new IllegalStateException(LeakGuard.canary().text());
                  }
                  return client("c");
                },
                this::retire);
    List<Rotation> turns = new ArrayList<>();
    client.onRotation(turns::add);
    broken[0] = true;
    String after = world.put("KEY");
    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).as("the secret itself turned").isEqualTo(after);
    assertThat(client.get().number).isEqualTo(1);
    assertThat(turns).isEmpty();

    world.time.advance(Duration.ofSeconds(1));
    assertThat(client.get().number).isEqualTo(1);
    broken[0] = false;
    world.time.advance(Duration.ofSeconds(2));
    assertThat(client.get().number).isEqualTo(2);
    assertThat(turns).extracting(Rotation::newVersion).containsExactly("2");
    world.time.advance(DRAIN);
    assertThat(retired).containsExactly("c1");
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void a_build_that_gives_null_has_failed() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    boolean[] nothing = new boolean[1];
    Rotating<Client> client =
        secrets.rotating("KEY").map(key -> nothing[0] ? null : client("c"), this::retire);
    nothing[0] = true;
    world.put("KEY");
    world.passTtl();

    assertThat(client.get().number).isEqualTo(1);
  }

  @Test
  void the_same_object_given_again_is_kept_and_not_retired() {
    world.put("KEY");
    Client one = client("c");
    Rotating<Client> client = world.secrets().rotating("KEY").map(key -> one, this::retire);
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN);

    assertThat(client.get()).isSameAs(one);
    assertThat(retired).isEmpty();
  }

  @Test
  void another_version_with_the_same_content_builds_nothing_and_only_the_status_tells_it() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Client> client = secrets.rotating("KEY").map(key -> client("c"), this::retire);
    List<Rotation> turns = new ArrayList<>();
    client.onRotation(turns::add);
    world.store.put("app", Map.of("KEY", value));
    world.passTtl();

    assertThat(built).isEqualTo(1);
    assertThat(turns).isEmpty();
    assertThat(secrets.status().bundles().get(0).version()).contains("2");
  }

  @Test
  void a_refused_candidate_builds_nothing() {
    world.put("KEY");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    key -> {
                      throw new IllegalStateException();
                    }));
    Rotating<Client> client = secrets.rotating("KEY").map(key -> client("c"), this::retire);
    world.put("KEY");
    world.passTtl();

    assertThat(client.get().number).isEqualTo(1);
    assertThat(built).isEqualTo(1);
  }

  @Test
  void the_first_build_throws_where_it_is_asked_for() {
    world.put("KEY");
    Rotating<Secret> key = world.secrets().rotating("KEY");
    assertThatThrownBy(
            () ->
                key.map(
                    k -> {
                      throw new UnsupportedOperationException("mine");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(
            () ->
                key.map(
                    k -> {
                      throw new Exception(LeakGuard.canary().text());
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("java.lang.Exception")
        .hasNoCause();
  }

  @Test
  void a_closeable_object_is_closed_where_nothing_else_is_said() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<AutoCloseable> closeable =
        secrets.rotating("KEY").map(key -> () -> retired.add("closed"));
    world.put("KEY");
    world.passTtl();
    assertThat(retired).isEmpty();
    world.time.advance(DRAIN);

    assertThat(retired).containsExactly("closed");
    assertThat(closeable.get()).isNotNull();
  }

  @Test
  void two_secrets_make_an_object_without_reflection() {
    String before = world.putPair();
    Rotating<String> pair =
        world
            .secrets()
            .rotating("KEY", "SECRET", (a, b) -> a.exposeString() + "/" + b.exposeString());
    assertThat(pair.get()).isEqualTo(before);
    String after = world.putPair();
    world.passTtl();

    assertThat(pair.get()).isEqualTo(after);
  }

  @Test
  void closing_a_handle_retires_its_object_after_the_drain_and_ends_what_was_made_from_it() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Client> parent = secrets.rotating("KEY").map(key -> client("parent"), this::retire);
    Rotating<Client> child = parent.map(p -> client("child"), this::retire);
    parent.close();
    parent.close();

    assertThatThrownBy(child::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(parent::get).isInstanceOf(IllegalStateException.class);
    assertThat(retired).isEmpty();
    world.time.advance(DRAIN);
    assertThat(retired).containsExactly("child2", "parent1");
    world.put("KEY");
    world.passTtl();
    assertThat(built).isEqualTo(2);
  }

  @Test
  void closing_secrets_retires_everything_the_youngest_first_and_pending_retirements_too() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Client> parent = secrets.rotating("KEY").map(key -> client("parent"), this::retire);
    parent.map(p -> client("child"), this::retire);
    world.put("KEY");
    world.passTtl();
    Secret handedOut = secrets.get("KEY");
    secrets.close();
    secrets.close();

    assertThat(retired).containsExactly("child2", "child4", "parent1", "parent3");
    assertThatThrownBy(parent::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets.get("KEY")).isInstanceOf(IllegalStateException.class);
    assertThat(handedOut.exposeString()).isNotEmpty();
  }

  @Test
  void a_value_that_never_turns_can_be_mapped_too() {
    assertThat(Rotating.of("a").map(a -> a + "b").get()).isEqualTo("ab");
    assertThat(Rotating.of("a").onRotation(turn -> {})).isNotNull();
  }

  @Test
  void a_build_that_is_tried_again_and_overtaken_by_a_turn_is_not_built_twice() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    List<String> built = new ArrayList<>();
    List<String> turns = new ArrayList<>();
    Deque<Runnable> during = new ArrayDeque<>();
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  built.add(key.version());
                  Optional.ofNullable(during.poll()).ifPresent(Runnable::run);
                  return key.version();
                },
                retired::add);
    made.onRotation(turn -> turns.add(turn.oldVersion() + "->" + turn.newVersion()));
    during.add(
        () -> {
          throw new IllegalStateException();
        });
    world.put("KEY");
    secrets.refresh("KEY");
    during.add(
        () -> {
          world.put("KEY");
          secrets.refresh("KEY");
        });
    world.time.advance(Duration.ofSeconds(2)); // the retry

    assertThat(made.get()).isEqualTo("3");
    assertThat(built).containsExactly("1", "2", "2", "3");
    assertThat(turns).containsExactly("1->3");
    assertThat(retired).containsExactly("2");
  }
}
