package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who turns back is asked for no proof, also where what he is used with brings something new. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnBackAloneTest {
  private static final Rejection<String> UNAUTHORIZED =
      Rejection.<String>onFailure(Unauthorized.class::isInstance).turnBack();

  private final World world = new World();
  private String verified = "1";
  private final String active = "1";

  @BeforeEach
  void put() {
    put("A", "value");
    put("B", "value");
  }

  @AfterEach
  void close() {
    world.close();
  }

  record Pair(@SecretName("A") Secret a, @SecretName("B") Secret b) {}

  private static final class Unauthorized extends Exception {
    private static final long serialVersionUID = 1;
  }

  private void put(String path, String field) {
    world.store.put(path, Map.of(field, LeakGuard.canary().text()));
  }

  private String call(Rotating<Secret> key) throws Unauthorized {
    return key.call(
        secret -> {
          if (!secret.version().equals(active)) {
            throw new Unauthorized();
          }
          return "by " + secret.version();
        },
        UNAUTHORIZED);
  }

  private void isRejected(Rotating<Secret> key) {
    assertThatThrownBy(() -> call(key)).isInstanceOf(Unauthorized.class);
    world.time.advance(Duration.ofMinutes(1));
  }

  @Test
  void he_goes_alone_where_the_other_is_refused() throws Exception {
    Secrets secrets =
        world.open(
            world
                .builder("{name}#value")
                .executor(Runnable::run)
                .verify("A", a -> assertThat(a.version()).isEqualTo(verified)));
    Rotating<Secret> a = secrets.rotating("A");
    assertThat(secrets.rotating(Pair.class).get().a().version()).isEqualTo("1");
    call(a);
    verified = "2";
    put("A", "value");
    secrets.refresh("A");
    isRejected(a);
    isRejected(a);
    put("B", "another"); // which its name does not find

    assertThat(call(a)).isEqualTo("by 1");

    assertThat(a.get().version()).isEqualTo("1");
  }
}
