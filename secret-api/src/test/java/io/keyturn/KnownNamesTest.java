package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.InMemoryProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Names that nobody declared are kept while they are read, and there are not too many. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KnownNamesTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Secrets secrets() {
    world.store.put("A", Map.of("value", "a")).put("B", Map.of("value", "b"));
    return world.open(builder());
  }

  private Secrets.Builder builder() {
    return world.builder("{name}#value").executor(Runnable::run);
  }

  private static List<String> kept(Secrets secrets) {
    return secrets.status().bundles().stream()
        .flatMap(bundle -> bundle.names().keySet().stream())
        .toList();
  }

  @Test
  void a_name_that_nobody_reads_is_forgotten_and_its_bundle_looked_at_no_more() {
    Secrets secrets = secrets();
    secrets.get("A");
    world.time.advance(IDLE);
    assertThat(kept(secrets)).containsExactly("A");
    world.time.advance(IDLE);
    assertThat(kept(secrets)).isEmpty();
    int before = world.store.fetches("A");
    world.time.advance(IDLE.multipliedBy(10));
    assertThat(world.store.fetches("A")).isEqualTo(before);
    assertThat(secrets.get("A").exposeString()).isEqualTo("a");
    assertThat(world.store.fetches("A")).isEqualTo(before + 1);
  }

  @Test
  void a_name_that_is_read_in_every_idle_time_stays() {
    Secrets secrets = secrets();
    for (int i = 0; i < 10; i++) {
      secrets.get("A");
      world.time.advance(IDLE.minusSeconds(1));
    }
    assertThat(world.store.fetches("A")).isEqualTo(20); // the first read, and a look every ttl
  }

  @Test
  void a_name_that_was_forgotten_is_read_as_it_is_by_then() {
    Secrets secrets = secrets();
    secrets.get("A");
    world.time.advance(IDLE.multipliedBy(2));
    world.store.put("A", Map.of("value", "later"));
    assertThat(secrets.get("A").exposeString()).isEqualTo("later");
  }

  @Test
  void what_is_declared_or_held_is_never_forgotten() {
    world.store.put("A", Map.of("value", "a")).put("B", Map.of("value", "b"));
    Secrets secrets = world.open(builder().require("A").maxNames(1));
    secrets.get("B");
    secrets.rotating("B");
    world.time.advance(IDLE.multipliedBy(10));
    assertThat(kept(secrets)).containsExactlyInAnyOrder("A", "B");
  }

  @Test
  void beyond_the_most_those_go_that_were_read_first() {
    world.store.put("C", Map.of("value", "c"));
    world.store.put("A", Map.of("value", "a")).put("B", Map.of("value", "b"));
    Secrets secrets = world.open(builder().maxNames(2));
    secrets.get("A");
    secrets.get("B");
    secrets.get("A"); // again, so it is hot
    secrets.get("C");
    assertThat(kept(secrets)).containsExactlyInAnyOrder("A", "C");
  }

  @Test
  void where_all_are_hot_one_goes_all_the_same() {
    Secrets secrets = world.open(builder().maxNames(2));
    for (String name : List.of("A", "B", "C")) {
      world.store.put(name, Map.of("value", name));
      secrets.get(name);
      secrets.get(name);
      assertThat(kept(secrets)).hasSizeLessThanOrEqualTo(2).contains(name);
    }
  }

  @Test
  void a_name_that_somebody_waits_for_is_not_forgotten() throws Exception {
    InMemoryProvider store = world.store.put("A", Map.of("value", "a"));
    Secrets secrets = world.open(world.builder("{name}#value").maxNames(1));
    store.hang();
    Future<String> reader = Threads.start(() -> secrets.get("A").exposeString());
    store.awaitHanging(1);
    Future<?> other = Threads.start(() -> secrets.find("B"));
    store.awaitHanging(2);
    store.online();
    assertThat(reader.get()).isEqualTo("a");
    other.get();
  }

  /** All is there that is not called absent. */
  private static final class Wide implements SecretProvider {
    final AtomicInteger reads = new AtomicInteger();

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      reads.incrementAndGet();
      if (bundle.path().startsWith("absent")) {
        throw new SecretNotFoundException(bundle, "there is none");
      }
      return SecretBundle.builder().field("value", bundle.path()).version("1").build();
    }
  }

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_flood_of_names_leaves_the_most_and_those_read_every_round() {
    quietly(this::readMany);
  }

  /** Many lines would be all that is measured. */
  private static void quietly(Runnable code) {
    Logger log = (Logger) LoggerFactory.getLogger("io.keyturn");
    Level before = log.getLevel();
    log.setLevel(Level.WARN);
    try {
      code.run();
    } finally {
      log.setLevel(before);
    }
  }

  private void readMany() {
    Wide wide = new Wide();
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("wide", wide)
                .active("wide")
                .template("wide", "{name}#value")
                .maxNames(2_000)
                .time(world.time)
                .executor(Runnable::run));
    List<String> often = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      often.add("often" + i);
    }
    for (int i = 0; i < 1_000_000; i++) {
      secrets.find("absent" + i);
      if (i % 50 == 0) {
        secrets.get("present" + i);
      }
      if (i % 500 == 0) {
        often.forEach(secrets::get);
      }
    }

    assertThat(wide.reads).hasValue(1_020_100);
    assertThat(kept(secrets)).hasSizeLessThanOrEqualTo(2_000).containsAll(often);
  }

  @Test
  void a_flood_of_names_leaves_no_bundles_behind() {
    Options options = new Options();
    options.maxNames = 100;
    Engine engine =
        new Engine(
            options,
            world.time,
            Runnable::run,
            List.of(),
            Map.of("wide", new Wide()),
            name -> List.of(SecretLocation.parse("wide://" + name + "#value")));
    Secrets secrets = new Secrets(engine);
    quietly(() -> readOnce(secrets));
    Store wide = engine.name("absent0", false).cell.store;
    world.time.advance(Duration.ofMinutes(1)); // the drain of what was there

    assertThat(kept(secrets)).hasSizeLessThanOrEqualTo(100);
    assertThat(engine.cellsOf(wide).count()).isBetween(1L, 100L);
    secrets.close();
  }

  private static void readOnce(Secrets secrets) {
    for (int i = 0; i < 2_000; i++) {
      assertThat(secrets.find("absent" + i)).isEmpty();
      assertThat(secrets.get("present" + i)).isNotNull();
    }
  }

  @Test
  void readers_get_their_values_while_names_come_and_go() throws Exception {
    for (int i = 0; i < 20; i++) {
      world.store.put("N" + i, Map.of("value", "v" + i));
    }
    Secrets secrets = world.open(world.builder("{name}#value").maxNames(5));
    List<Future<Boolean>> readers = new ArrayList<>();
    for (int reader = 0; reader < 4; reader++) {
      int seed = reader;
      readers.add(Threads.start(() -> readsRight(secrets, seed)));
    }
    for (Future<Boolean> reader : readers) {
      assertThat(reader.get()).isTrue();
    }
    assertThat(kept(secrets)).hasSizeLessThanOrEqualTo(5);
  }

  private static boolean readsRight(Secrets secrets, int seed) {
    for (int i = seed; i < 2_000; i++) {
      int n = i * 7 % 20;
      String value =
          i % 3 == 0
              ? secrets.getAsync("N" + n).join().exposeString()
              : secrets.get("N" + n).exposeString();
      if (!value.equals("v" + n)) {
        return false;
      }
    }
    return true;
  }
}
