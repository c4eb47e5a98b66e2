package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A component that may be missing may not vanish once it was there. */
class OptionalComponentTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  record Loose(@SecretName("KEY") Secret key, @SecretName("EXTRA") Optional<Secret> extra) {}

  private void putBoth() {
    world.store.put(
        "app", Map.of("KEY", LeakGuard.canary().text(), "EXTRA", LeakGuard.canary().text()));
  }

  private static SecretsStatus.Bundle status(Secrets secrets) {
    return secrets.status().bundles().get(0);
  }

  @Test
  void a_candidate_without_it_is_not_whole() {
    putBoth();
    Secrets secrets = world.secrets();
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    Loose before = loose.get();
    world.put("KEY");

    world.passTtl();

    assertThat(loose.get()).isSameAs(before);
    assertThat(secrets.get("KEY").version()).isEqualTo("1");
    assertThat(status(secrets).refused()).contains("2");
  }

  @Test
  void the_next_candidate_that_has_it_is_taken() {
    putBoth();
    Secrets secrets = world.secrets();
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    world.put("KEY");
    world.passTtl();
    putBoth();

    world.passTtl();

    assertThat(loose.get().key().version()).isEqualTo("3");
    assertThat(loose.get().extra().map(Secret::version)).contains("3");
  }

  @Test
  void a_candidate_without_one_that_never_was_is_taken() {
    world.put("KEY");
    Rotating<Loose> loose = world.secrets().rotating(Loose.class);
    world.put("KEY");

    world.passTtl();

    assertThat(loose.get().key().version()).isEqualTo("2");
    assertThat(loose.get().extra()).isEmpty();
  }

  @Test
  void one_whose_bundle_vanishes_keeps_its_value() {
    world.store.put("KEY", LeakGuard.canary().text());
    world.store.put("EXTRA", LeakGuard.canary().text());
    Rotating<Loose> loose =
        world.open(world.builder("{name}").executor(Runnable::run)).rotating(Loose.class);
    world.store.delete("EXTRA");

    world.passTtl();

    assertThat(loose.get().extra()).isPresent();
  }
}
