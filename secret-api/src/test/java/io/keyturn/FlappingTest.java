package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store may give for a moment what it had before: a replica that lags. */
class FlappingTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<Rotation> turns = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private Secrets secrets;
  private Rotating<Secret> key;

  @BeforeEach
  void turnOnce() {
    has("old");
    secrets = world.secrets();
    key = secrets.rotating("KEY");
    key.get();
    key.onRotation(turns::add);
    has("new");
    world.passTtl();
    turns.clear();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** The store has it under a version that is its own name. */
  private void has(String version) {
    world.store.put(
        "app", SecretBundle.builder().version(version).field("KEY", "of " + version).build());
  }

  private String version() {
    values.add(key.get().version());
    return values.get(values.size() - 1);
  }

  @Test
  void what_was_left_just_now_is_not_taken_when_a_look_brings_it_once() {
    has("old");
    world.passTtl();
    assertThat(version()).isEqualTo("new");

    has("new");
    world.time.advance(A_SECOND);

    assertThat(version()).isEqualTo("new");
    assertThat(turns).isEmpty();
  }

  @Test
  void it_is_when_the_next_look_brings_it_again() {
    has("old");
    world.passTtl();
    world.time.advance(A_SECOND);

    assertThat(version()).isEqualTo("old");
    assertThat(turns).extracting(Rotation::newVersion).containsExactly("old");
  }

  @Test
  void it_is_not_when_the_current_one_comes_between() {
    for (int i = 0; i < 3; i++) {
      has("old");
      world.passTtl();
      has("new");
      world.time.advance(A_SECOND);
    }

    assertThat(version()).isEqualTo("new");
    assertThat(turns).isEmpty();
  }

  @Test
  void a_third_version_is_taken_at_once() {
    has("old");
    world.passTtl();
    has("third");
    world.time.advance(A_SECOND);

    assertThat(version()).isEqualTo("third");
  }

  @Test
  void who_asks_for_a_refresh_has_it_looked_at_twice() {
    has("old");
    int reads = world.store.fetches("app");

    assertThat(secrets.refresh("KEY")).isTrue();

    assertThat(world.store.fetches("app")).isEqualTo(reads + 2);
    assertThat(version()).isEqualTo("old");
  }

  @Test
  void who_is_rejected_with_the_current_one_takes_it_at_once() {
    has("old");

    assertThat(key.rejected(key.get())).isTrue();

    assertThat(version()).isEqualTo("old");
  }

  @Test
  void a_look_that_brings_it_once_confirms_nothing() {
    has("old");
    world.passTtl();

    assertThat(secrets.status().bundles().get(0).confirmedAt().orElseThrow())
        .isEqualTo(world.time.instant().minus(World.TTL));
    assertThat(secrets.status().bundles().get(0).failure()).isEmpty();
  }
}
