package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While a store is unreachable one of its bundles is tried for all. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProbeTest {
  private static final int BUNDLES = 20;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Secrets open() {
    return world.open(builder());
  }

  private Secrets.Builder builder() {
    String[] names = new String[BUNDLES];
    for (int i = 0; i < BUNDLES; i++) {
      names[i] = "N" + i;
      put(names[i]);
    }
    return world.builder("{name}").require(names).executor(Runnable::run);
  }

  private String put(String name) {
    String value = LeakGuard.canary().text();
    world.store.put(name, value);
    return value;
  }

  private int reads() {
    return IntStream.range(0, BUNDLES).map(i -> world.store.fetches("N" + i)).sum();
  }

  @Test
  void the_reads_of_an_outage_are_those_of_one_bundle() {
    open();
    world.store.goOffline();
    world.passTtl();
    int before = reads();

    world.time.advance(Duration.ofMinutes(10));
    assertThat(reads() - before).isBetween(20, 40); // one each 30 s, and the first short pauses
  }

  @Test
  void when_the_store_is_back_all_are_looked_at() {
    Secrets secrets = open();
    world.store.goOffline();
    world.time.advance(Duration.ofMinutes(20));
    String first = put("N0");
    String last = put("N" + (BUNDLES - 1));
    world.store.online();
    world.time.advance(LONGEST_PAUSE);

    assertThat(secrets.get("N0").exposeString()).isEqualTo(first);
    assertThat(secrets.get("N" + (BUNDLES - 1)).exposeString()).isEqualTo(last);
  }

  @Test
  void the_one_that_is_tried_fails_for_all() {
    Secrets secrets = world.open(builder().maxStale(Duration.ofMinutes(1)));
    Rotating<Secret> last = secrets.rotating("N" + (BUNDLES - 1));
    world.store.goOffline();
    world.passTtl();
    world.time.advance(LONGEST_PAUSE.multipliedBy(2));

    assertThat(secrets.status().bundles())
        .hasSize(BUNDLES)
        .allMatch(bundle -> !bundle.served() && bundle.failure().isPresent());
    assertThatThrownBy(last::get)
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("memory://N" + (BUNDLES - 1));
  }

  @Test
  void all_are_served_again_when_the_store_is_back() {
    Secrets secrets = world.open(builder().maxStale(Duration.ofMinutes(1)));
    world.store.goOffline();
    world.passTtl();
    world.time.advance(LONGEST_PAUSE.multipliedBy(2));
    world.store.online();
    world.time.advance(LONGEST_PAUSE);

    assertThat(secrets.status().bundles())
        .hasSize(BUNDLES)
        .allMatch(bundle -> bundle.served() && bundle.failure().isEmpty());
  }

  @Test
  void many_bundles_that_always_fail_delay_looks_at_another_by_one_pause_at_most() {
    open();
    for (int i = 0; i < BUNDLES - 1; i++) {
      world.store.fail("N" + i, bundle -> new SecretUnavailableException(bundle, "broken"));
    }
    String last = "N" + (BUNDLES - 1);
    world.time.advance(Duration.ofMinutes(20));
    int before = world.store.fetches(last);
    world.time.advance(Duration.ofHours(1));

    assertThat(world.store.fetches(last) - before).isGreaterThanOrEqualTo(10);
  }

  @Test
  void bundles_that_always_fail_hold_up_no_other() {
    Secrets secrets = open();
    for (String broken : new String[] {"N0", "N1", "N2"}) {
      world.store.fail(broken, bundle -> new SecretUnavailableException(bundle, "broken"));
    }
    world.time.advance(Duration.ofMinutes(20));
    String value = put("N7");
    world.passTtl();
    world.time.advance(LONGEST_PAUSE);

    assertThat(secrets.get("N7").exposeString()).isEqualTo(value);
  }

  @Test
  void a_denial_is_an_answer() {
    Secrets secrets = open();
    world.store.goOffline();
    world.time.advance(Duration.ofMinutes(6));
    world.store.online();
    IntStream.range(0, BUNDLES - 1).forEach(i -> world.store.denyAccess("N" + i));
    String value = put("N" + (BUNDLES - 1));
    world.time.advance(LONGEST_PAUSE);

    assertThat(secrets.get("N" + (BUNDLES - 1)).exposeString()).isEqualTo(value);
  }

  @Test
  void one_who_refreshes_ends_the_waiting_of_all() {
    Secrets secrets = open();
    world.store.goOffline();
    world.time.advance(Duration.ofMinutes(20));
    world.store.online();
    String value = put("N5");
    secrets.refresh("N3");
    world.time.advance(Duration.ZERO);

    assertThat(secrets.get("N5").exposeString()).isEqualTo(value);
  }
}
