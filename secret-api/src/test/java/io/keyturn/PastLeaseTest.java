package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What readers get when a lease has ended and the store is away. */
class PastLeaseTest {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final World world = new World();
  private final String value = LeakGuard.canary().text();

  @BeforeEach
  void put() {
    world.store.put(
        "app", SecretBundle.builder().field("KEY", value).version("1").validFor(LEASE).build());
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Secrets secrets(Secrets.WhenTooOld then) {
    return world.open(world.builder().executor(Runnable::run).whenTooOld(then).require("KEY"));
  }

  /** The lease ends, and a look fails after that. */
  private void passTheLease() {
    world.store.goOffline();
    world.time.advance(LEASE.plus(A_MINUTE));
  }

  @Test
  void the_value_is_served_where_it_is_configured_so() {
    Secrets secrets = secrets(Secrets.WhenTooOld.SERVE);

    passTheLease();

    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    assertThat(secrets.getAsync("KEY").join().exposeString()).isEqualTo(value);
  }

  @Test
  void handles_and_what_is_made_from_them_serve_it_as_well() {
    Rotating<Secret> key = secrets(Secrets.WhenTooOld.SERVE).rotating("KEY");
    Rotating<String> made = key.map(Secret::exposeString);

    passTheLease();

    assertThat(key.get().exposeString()).isEqualTo(value);
    assertThat(made.get()).isEqualTo(value);
  }

  @Test
  void where_nothing_is_configured_the_failure_is_told() {
    Secrets secrets = secrets(new Options().whenTooOld);

    passTheLease();

    assertThatThrownBy(() -> secrets.get("KEY")).isInstanceOf(SecretUnavailableException.class);
  }
}
