package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds no longer than a while is looked at before that is over. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTest {
  private static final Duration LEASE = Duration.ofMinutes(3);
  private static final Duration TWO_THIRDS = Duration.ofMinutes(2);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<Rotation> turns = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  /** Each fetch gives another secret, which holds for three minutes. */
  private static final class Leasing implements SecretProvider {
    private Duration lookAgainIn = Duration.ZERO;
    private int fetches;

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      SecretBundle.Builder leased =
          SecretBundle.builder()
              .text(LeakGuard.canary().text())
              .version(Integer.toString(++fetches))
              .validFor(LEASE);
      return (lookAgainIn.isZero() ? leased : leased.lookAgainIn(lookAgainIn)).build();
    }
  }

  private Rotating<Secret> key(Leasing leasing) {
    Secrets secrets =
        world.open(
            world
                .builder("{name}", leasing)
                .ttl(Duration.ofHours(1))
                .require("KEY")
                .executor(Runnable::run));
    Rotating<Secret> key = secrets.rotating("KEY");
    key.onRotation(turns::add);
    return key;
  }

  @Test
  void two_thirds_of_a_lease_are_the_time_to_the_next_look() {
    Rotating<Secret> key = key(new Leasing());

    world.time.advance(TWO_THIRDS.minus(A_SECOND));
    assertThat(key.get().version()).isEqualTo("1");
    world.time.advance(A_SECOND);
    assertThat(key.get().version()).isEqualTo("2");
    world.time.advance(TWO_THIRDS);
    assertThat(key.get().version()).isEqualTo("3");
    assertThat(turns).extracting(Rotation::why).containsOnly(Rotation.Why.LEASE);
  }

  @Test
  void a_store_that_says_when_to_look_is_asked_then() {
    Leasing leasing = new Leasing();
    leasing.lookAgainIn = Duration.ofMinutes(1);
    Rotating<Secret> key = key(leasing);

    world.time.advance(leasing.lookAgainIn);
    assertThat(key.get().version()).isEqualTo("2");
    assertThat(turns).extracting(Rotation::why).containsExactly(Rotation.Why.LEASE);
  }
}
