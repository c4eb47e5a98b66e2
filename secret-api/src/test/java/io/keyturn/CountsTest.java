package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a store is asked, to the very number. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountsTest {
  private static final int BUNDLES = 20;
  private static final int NAMES = 500;

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  // ---- many names

  /** Twenty-five names in each bundle. */
  private Secrets.Builder many() {
    Secrets.Builder builder = world.builder().executor(Runnable::run);
    for (int i = 0; i < NAMES; i++) {
      builder.locate("N" + i, "memory://b" + i % BUNDLES + "#f" + i);
    }
    return builder;
  }

  private void putMany() {
    String canary = LeakGuard.canary().text();
    for (int bundle = 0; bundle < BUNDLES; bundle++) {
      Map<String, String> fields = new HashMap<>();
      for (int i = bundle; i < NAMES; i += BUNDLES) {
        fields.put("f" + i, canary + i);
      }
      world.store.put("b" + bundle, fields);
    }
  }

  private int fetchesOfMany() {
    return IntStream.range(0, BUNDLES).map(bundle -> world.store.fetches("b" + bundle)).sum();
  }

  @Test
  void five_hundred_names_of_twenty_bundles_start_with_twenty_fetches() {
    putMany();
    Secrets secrets = world.open(many());

    for (int i = 0; i < NAMES; i++) {
      assertThat(secrets.get("N" + i).version()).isEqualTo("1");
    }
    assertThat(fetchesOfMany()).isEqualTo(BUNDLES);
  }

  @Test
  void a_ttl_later_twenty_bundles_have_been_fetched_once_more() {
    putMany();
    Secrets secrets = world.open(many());
    putMany();

    world.passTtl();
    for (int i = 0; i < NAMES; i++) {
      assertThat(secrets.get("N" + i).version()).isEqualTo("2");
    }
    assertThat(fetchesOfMany()).isEqualTo(2 * BUNDLES);
  }

  // ---- one bundle, spelt in two ways

  @Test
  void two_spellings_of_one_bundle_share_one_fetch() {
    String pair = world.putPair();
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("KEY", "memory://app#KEY")
                .locate("SECRET", "memory:///app/#SECRET"));

    assertThat(secrets.get("KEY").exposeString() + "/" + secrets.get("SECRET").exposeString())
        .isEqualTo(pair);
    assertThat(world.store.fetches("app")).isEqualTo(1);
    assertThat(secrets.status().bundles())
        .singleElement()
        .satisfies(bundle -> assertThat(bundle.names()).containsOnlyKeys("KEY", "SECRET"));
  }

  // ---- nobody asks in vain

  @Test
  void a_name_that_is_unavailable_is_asked_for_by_its_readers_after_a_pause_and_not_before() {
    world.store.goOffline();
    Secrets secrets = world.secrets();

    readInVain(secrets, 1);
    world.time.advance(Duration.ofSeconds(1));
    readInVain(secrets, 2);
    world.time.advance(Duration.ofSeconds(1));
    readInVain(secrets, 2);
    world.time.advance(Duration.ofSeconds(1));
    readInVain(secrets, 3);
  }

  /** Several times over. */
  private void readInVain(Secrets secrets, int fetches) {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> secrets.get("KEY"))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("'KEY'");
      assertThat(world.store.fetches("app")).isEqualTo(fetches);
    }
  }

  @Test
  void a_name_that_is_unavailable_is_not_asked_for_while_nobody_reads_it() {
    world.store.goOffline();
    Secrets secrets = world.secrets();
    readInVain(secrets, 1);

    world.time.advance(Duration.ofHours(1));
    assertThat(world.store.fetches("app")).isEqualTo(1);
  }
}
