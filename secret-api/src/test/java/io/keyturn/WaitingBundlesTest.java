package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bundles that wait for a store to answer are looked at again, whatever becomes of the others. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingBundlesTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final World world = new World();
  private final Map<String, String> values = new HashMap<>();

  @BeforeEach
  void put() {
    List.of("A", "B", "C", "ONCE").forEach(name -> put(name, "1"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Each version has a value of its own, and the same one each time. */
  private void put(String name, String version) {
    String value = values.computeIfAbsent(version, v -> LeakGuard.canary().text());
    world.store.put(name, SecretBundle.builder().text(value).version(version).build());
  }

  private Secrets.Builder builder() {
    return world.builder("{name}").executor(Runnable::run);
  }

  @Test
  void where_one_of_two_that_fail_is_forgotten_the_rest_is_looked_at() {
    Duration pause = Duration.ofSeconds(45); // tries end with 19:30 and 20:15
    Secrets secrets =
        world.open(
            builder()
                .require("A", "C")
                .ttlFor("A", pause)
                .retry(pause)
                .retryMax(pause)
                .ttlFor("C", IDLE.multipliedBy(2).minus(A_SECOND)) // due while both fail
                .idle(IDLE));
    world.store.goOffline();
    assertThatThrownBy(() -> secrets.get("ONCE")).isInstanceOf(SecretUnavailableException.class);
    world.time.advance(IDLE.multipliedBy(2)); // the name that was read once is forgotten
    world.store.online();
    world.store.fail("A", bundle -> new SecretUnavailableException(bundle, "it alone"));
    put("C", "2");

    world.time.advance(Duration.ofHours(1));

    assertThat(secrets.get("C").version()).isEqualTo("2");
  }

  @Test
  void one_that_brings_what_was_left_when_the_store_is_back_is_no_fault() {
    Duration aMinute = Duration.ofMinutes(1);
    Secrets secrets =
        world.open(builder().require("A", "B", "C").ttl(aMinute).ttlFor("C", World.TTL));
    put("C", "2");
    secrets.refresh("C");
    world.store.goOffline();
    while (!isFailing(secrets, "C")) { // for the others first, and not tried itself
      world.time.advance(A_SECOND);
    }
    world.store.online();
    put("C", "1"); // a replica that lags

    try (Lines lines = new Lines()) {
      secrets.refresh("A");
      world.time.advance(Duration.ZERO);
      assertThat(lines.startingWith("Internal error")).isEmpty();
    }
    assertThat(secrets.get("C").version()).isEqualTo("2");
  }

  private static boolean isFailing(Secrets secrets, String name) {
    return secrets.status().bundles().stream()
        .anyMatch(bundle -> bundle.names().containsKey(name) && bundle.failure().isPresent());
  }
}
