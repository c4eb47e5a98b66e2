package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for a while is not served beyond that, however it came to be served. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseEndTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofHours(20);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private void put(String version, Duration lease) {
    world.store.put(
        "app",
        SecretBundle.builder()
            .field("KEY", LeakGuard.canary().text())
            .version(version)
            .validFor(lease)
            .build());
  }

  private Secrets secrets(Secrets.Verifier<Secret> verifier) {
    return world.open(
        world
            .builder()
            .executor(Runnable::run)
            .require("KEY")
            .verifyTimeout(LONG)
            .verify("KEY", verifier));
  }

  @Test
  void one_that_was_refused_and_is_taken_for_a_rejection_has_its_own_lease() {
    put("1", LONG);
    Rotating<Secret> key =
        secrets(secret -> assertThat(secret.version()).isEqualTo("1")).rotating("KEY");
    put("2", Duration.ofMinutes(30));
    world.passTtl();
    world.store.goOffline();
    world.time.advance(A_MINUTE);
    assertThat(key.rejected(key.get())).isTrue();
    assertThat(key.get().version()).isEqualTo("2");

    world.time.advance(Duration.ofMinutes(30));

    assertThatThrownBy(key::get).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void a_lease_begins_when_it_was_read_and_not_when_it_was_verified() {
    Duration lease = Duration.ofMinutes(10);
    put("1", LONG);
    Secrets secrets =
        secrets(
            secret -> {
              if (secret.version().equals("2")) {
                world.time.advance(World.TTL);
              }
            });
    put("2", lease);
    secrets.refresh("KEY");
    assertThat(secrets.get("KEY").version()).isEqualTo("2");
    world.store.goOffline();

    world.time.advance(lease.minus(World.TTL).plus(A_MINUTE));

    assertThatThrownBy(() -> secrets.get("KEY")).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void the_longest_lease_there_is_is_served_as_any_other() {
    put("1", Duration.ofSeconds(Long.MAX_VALUE));
    Secrets secrets = secrets(secret -> {});

    assertThat(secrets.get("KEY").version()).isEqualTo("1");
    assertThat(secrets.status().bundles().get(0).failure()).isEmpty();
  }
}
