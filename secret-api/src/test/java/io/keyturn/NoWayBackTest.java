package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing turns back where the version before is not the one that the value before was made of. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoWayBackTest {
  private static final Rejection<String> UNAUTHORIZED =
      Rejection.<String>onFailure(Unauthorized.class::isInstance).turnBack();

  private final World world = new World();
  private final String good = LeakGuard.canary().text();
  private final String bad = LeakGuard.canary().text();
  private final String neighbour = LeakGuard.canary().text();
  private final String otherNeighbour = LeakGuard.canary().text();
  private String active = good;

  @AfterEach
  void close() {
    world.close();
  }

  private static final class Unauthorized extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** A service that knows one key. */
  private String ask(String key) throws Unauthorized {
    if (!key.equals(active)) {
      throw new Unauthorized();
    }
    return "yes";
  }

  private void put(String key, String other) {
    world.store.put("app", Map.of("KEY", key, "OTHER", other));
  }

  private void turnTo(Secrets secrets, String key, String other) {
    put(key, other);
    secrets.refresh("KEY");
  }

  private void rejectedTimes(int times, Rotating<String> client) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(() -> client.call(this::ask, UNAUTHORIZED))
          .isInstanceOf(Unauthorized.class);
      world.time.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_key_that_was_left_for_a_neighbours_turn_is_not_turned_back_to() throws Exception {
    put(good, neighbour);
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    secrets.get("OTHER");
    key.call(secret -> ask(secret.exposeString()), UNAUTHORIZED);
    turnTo(secrets, bad, neighbour);
    turnTo(secrets, bad, otherNeighbour);

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> key.call(secret -> ask(secret.exposeString()), UNAUTHORIZED))
          .isInstanceOf(Unauthorized.class);
      world.time.advance(Duration.ofMinutes(1));
    }

    assertThat(key.get().version()).isEqualTo("3");
    assertThat(secrets.get("OTHER").exposeString()).isEqualTo(otherNeighbour);
  }

  @Test
  void what_is_made_of_a_key_neither() throws Exception {
    put(good, neighbour);
    Secrets secrets = world.secrets();
    Rotating<String> client = secrets.rotating("KEY").map(Secret::exposeString);
    secrets.get("OTHER");
    client.call(this::ask, UNAUTHORIZED);
    turnTo(secrets, bad, neighbour);
    active = bad;
    client.call(this::ask, UNAUTHORIZED);
    turnTo(secrets, bad, otherNeighbour);
    active = good;

    rejectedTimes(5, client);

    assertThat(secrets.get("KEY").version()).isEqualTo("3");
    assertThat(secrets.get("OTHER").exposeString()).isEqualTo(otherNeighbour);
  }

  @Test
  void a_client_whose_build_failed_does_not_turn_back_past_what_it_is_made_of() throws Exception {
    put(good, neighbour);
    Secrets secrets = world.secrets();
    String unbuildable = LeakGuard.canary().text();
    Rotating<String> client =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  if (key.matches(Secret.of(unbuildable))) {
                    throw new IllegalStateException();
                  }
                  return key.exposeString();
                });
    client.call(this::ask, UNAUTHORIZED);
    turnTo(secrets, bad, neighbour);
    turnTo(secrets, unbuildable, neighbour);

    rejectedTimes(5, client);

    assertThat(client.get()).isEqualTo(bad);
    assertThat(secrets.get("KEY").version()).isEqualTo("3");
  }

  @Test
  void a_verifier_that_calls_with_the_value_before_does_not_wait_for_its_own_turn()
      throws Exception {
    put(good, neighbour);
    CompletableFuture<Rotating<String>> client = new CompletableFuture<>();
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    candidate -> {
                      if (candidate.version().equals("3")) {
                        client.join().call(this::ask, UNAUTHORIZED);
                      }
                    }));
    client.complete(secrets.rotating("KEY").map(Secret::exposeString));
    client.join().call(this::ask, UNAUTHORIZED);
    turnTo(secrets, bad, neighbour);
    rejectedTimes(2, client.join());
    put(LeakGuard.canary().text(), neighbour);

    assertThat(secrets.refresh("KEY")).isTrue(); // and no time has passed
  }
}
