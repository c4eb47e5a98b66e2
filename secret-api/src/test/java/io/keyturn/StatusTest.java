package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.SecretsStatus.Bundle;
import io.keyturn.SecretsStatus.Failure;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read from where, and since when something fails. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatusTest {
  private static final SecretLocation APP = SecretLocation.parse("memory://app");

  private final World world = new World();

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Bundle bundle(Secrets secrets) {
    assertThat(secrets.status().bundles()).hasSize(1);
    return secrets.status().bundles().get(0);
  }

  @Test
  void a_bundle_is_told_with_its_names_its_version_and_when_it_was_confirmed() {
    Secrets secrets = world.secrets();
    secrets.rotating("KEY");
    world.passTtl();

    assertThat(bundle(secrets))
        .isEqualTo(
            new Bundle(
                APP,
                Map.of("KEY", SecretLocation.parse("memory://app#KEY")),
                Optional.of("1"),
                Optional.of(world.time.instant()),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty()));
  }

  @Test
  void a_failure_is_told_since_when_and_why() {
    Secrets secrets = world.secrets();
    secrets.rotating("KEY");
    world.store.goOffline();
    world.passTtl();
    Instant since = world.time.instant();
    world.time.advance(Duration.ofMinutes(1));

    Bundle bundle = bundle(secrets);
    assertThat(bundle.failure())
        .contains(new Failure(since, SecretException.Kind.UNAVAILABLE, "the store is offline"));
    assertThat(bundle.confirmedAt()).contains(since.minus(World.TTL));
    assertThat(bundle.served()).isTrue();
  }

  @Test
  void a_failure_that_is_over_is_told_no_more() {
    Secrets secrets = world.secrets();
    secrets.rotating("KEY");
    world.store.goOffline();
    world.passTtl();
    world.store.online();
    world.passTtl();

    assertThat(bundle(secrets).failure()).isEmpty();
  }

  @Test
  void what_is_too_old_is_not_served() {
    Secrets secrets = world.secrets();
    secrets.rotating("KEY");
    world.store.goOffline();
    world.time.advance(Duration.ofHours(25));

    assertThat(bundle(secrets).served()).isFalse();
  }

  @Test
  void a_version_that_was_refused_is_told_with_what_refused_it() {
    Secrets secrets =
        world.open(
            world
                .builder()
                .verify(
                    "KEY",
                    key -> {
                      throw new IllegalStateException();
                    })
                .executor(Runnable::run));
    world.put("KEY");
    world.passTtl();

    Bundle bundle = bundle(secrets);
    assertThat(bundle.version()).contains("1");
    assertThat(bundle.refused()).contains("2");
    assertThat(bundle.failure().orElseThrow().reason())
        .contains("the verifier of KEY threw java.lang.IllegalStateException");
  }

  @Test
  void a_bundle_that_is_missing_is_told_without_a_version() {
    world.store.delete("app");
    Secrets secrets = world.secrets();
    assertThat(secrets.find("KEY")).isEmpty();

    Bundle bundle = bundle(secrets);
    assertThat(bundle.version()).isEmpty();
    assertThat(bundle.confirmedAt()).isEmpty();
    assertThat(bundle.served()).isFalse();
    assertThat(bundle.failure().orElseThrow().kind()).isEqualTo(SecretException.Kind.NOT_FOUND);
  }

  @Test
  void code_that_runs_is_told_as_long_as_it_runs() {
    Secrets secrets = world.secrets();
    Rotating<?> key = secrets.rotating("KEY");
    key.onRotation(
        turn ->
            assertThat(secrets.status().callbacks())
                .containsExactly(
                    new SecretsStatus.Callback(
                        SecretsStatus.Callback.Role.LISTENER,
                        List.of("KEY"),
                        world.time.instant())));
    world.put("KEY");
    world.passTtl();

    assertThat(secrets.status().callbacks()).isEmpty();
  }
}
