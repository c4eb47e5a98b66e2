package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers no store should give. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreAnswersTest {
  private final World world = new World();
  private final Odd odd = new Odd();

  @AfterEach
  void close() {
    world.close();
  }

  /** A store in memory that answers oddly where it is told to. */
  private static class Odd implements SecretProvider {
    final CountDownLatch release = new CountDownLatch(1);
    final InMemoryProvider memory = new InMemoryProvider();
    final List<Set<String>> batches = new CopyOnWriteArrayList<>();
    int batchSize = 1;
    @Nullable Throwable batchSizeThrows;
    @Nullable String hangs;
    Optional<Map<SecretLocation, Outcome>> batch = Optional.empty();

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      if (bundle.path().equals(hangs)) {
        Stubborn.await(release);
      }
      return memory.fetch(bundle);
    }

    @Override
    public int batchSize() {
      if (batchSizeThrows instanceof RuntimeException e) {
        throw e;
      }
      if (batchSizeThrows instanceof Error e) {
        throw e;
      }
      return batchSize;
    }

    @Override
    public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
      batches.add(known.keySet().stream().map(SecretLocation::path).collect(Collectors.toSet()));
      return batch.orElseGet(() -> SecretProvider.super.fetchAll(known));
    }
  }

  private Secrets.Builder builder() {
    return Secrets.builder()
        .store("odd", world.checked(odd))
        .active("odd")
        .template("odd", "{name}")
        .time(world.time)
        .jitter(0)
        .executor(Runnable::run);
  }

  private String put(String path) {
    String value = LeakGuard.canary().text();
    odd.memory.put(path, value);
    return value;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void a_batch_size_below_one_is_one(int size) {
    String value = put("A");
    odd.batchSize = size;
    Secrets secrets = world.open(builder().require("A"));
    assertThat(secrets.get("A").exposeString()).isEqualTo(value);
    String after = put("A");

    world.passTtl();
    assertThat(secrets.get("A").exposeString()).isEqualTo(after);
  }

  static Stream<Throwable> thrown() {
    String canary = LeakGuard.canary().text();
    return Stream.of(new UnsupportedOperationException(canary), new AssertionError(canary));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void a_batch_size_that_is_thrown_is_one(Throwable thrown) {
    String value = put("A");
    odd.batchSizeThrows = thrown;
    Secrets secrets = world.open(builder().require("A"));
    assertThat(secrets.get("A").exposeString()).isEqualTo(value);
    String after = put("A");

    world.passTtl();
    assertThat(secrets.get("A").exposeString()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void of_several_batches_that_throw_each_bundle_is_read_alone(boolean error) {
    odd.batchSize = 3;
    odd.batch = Optional.of(new Throwing(error));
    String[] names = {"A", "B", "C", "D", "E", "F", "G"};
    Stream.of(names).forEach(this::put);
    Secrets secrets = world.open(builder().require(names));

    assertThat(odd.batches).hasSizeGreaterThan(1);
    assertThat(names).allSatisfy(name -> assertThat(secrets.get(name)).isNotNull());
  }

  @Test
  void batches_are_of_even_size_so_that_none_is_left_with_one_bundle() {
    odd.batchSize = 3;
    String[] names = {"A", "B", "C", "D", "E", "F", "G"};
    Stream.of(names).forEach(this::put);
    world.open(builder().require(names));

    assertThat(odd.batches)
        .containsExactly(Set.of("A", "B", "C"), Set.of("D", "E"), Set.of("F", "G"));
  }

  @Test
  void after_an_answer_that_throws_its_bundles_are_read_singly() {
    odd.batchSize = 5;
    put("A");
    put("B");
    Secrets secrets = world.open(builder().require("A", "B"));
    odd.batch = Optional.of(new Throwing(false));
    String after = put("A");

    secrets.refresh();
    assertThat(secrets.get("A").exposeString()).isEqualTo(after);
    String later = put("B");
    world.passTtl();
    assertThat(secrets.get("B").exposeString()).isEqualTo(later);
  }

  private static final class Throwing extends AbstractMap<SecretLocation, SecretProvider.Outcome> {
    private final boolean error;

    Throwing(boolean error) {
      this.error = error;
    }

    @Override
    public SecretProvider.Outcome get(Object key) {
      throw thrown();
    }

    @Override
    public Set<Map.Entry<SecretLocation, SecretProvider.Outcome>> entrySet() {
      throw thrown();
    }

    private RuntimeException thrown() {
      String text = LeakGuard.canary().text();
      if (error) {
        throw new LinkageError(text);
      }
      return new UnsupportedOperationException(text);
    }
  }

  @Test
  void a_bundle_of_which_a_batch_says_nothing_is_unavailable_and_the_others_are_served() {
    String value = put("A");
    put("B");
    odd.batchSize = 5;
    SecretLocation served = SecretLocation.parse("odd://A");
    odd.batch = Optional.of(Map.of(served, new SecretProvider.Outcome.Fetched(odd.fetch(served))));
    Secrets secrets = world.open(builder().optional("A", "B"));

    assertThat(odd.batches).containsExactly(Set.of("A", "B"));
    assertThat(secrets.get("A").exposeString()).isEqualTo(value);
    assertThatThrownBy(() -> secrets.get("B"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("gave no outcome");
  }

  @Test
  void unchanged_is_no_answer_for_what_was_never_fetched() {
    odd.batchSize = 5;
    Map<SecretLocation, SecretProvider.Outcome> unchanged = new HashMap<>();
    for (String name : new String[] {"A", "B"}) {
      put(name);
      unchanged.put(SecretLocation.parse("odd://" + name), new SecretProvider.Outcome.Unchanged());
    }
    odd.batch = Optional.of(unchanged);
    Secrets secrets = world.open(builder().optional("A", "B"));

    assertThatThrownBy(() -> secrets.get("A")).isInstanceOf(SecretUnavailableException.class);
    odd.batch = Optional.empty();
    world.passTtl();
    assertThat(secrets.get("A").version()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void a_field_that_is_no_json_value_cannot_be_read(String json) {
    SecretBundle bundle = SecretBundle.builder().jsonField("x", json).build();
    SecretLocation location = SecretLocation.parse("odd://A#x");
    assertThatThrownBy(() -> bundle.secret(location, "1"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("odd://A#x");
    odd.memory.put("A", bundle);
    assertThatThrownBy(() -> world.open(builder().locateIn("odd", "KEY", "A#x")))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("'KEY'")
        .hasMessageNotContaining("could not be taken");
  }

  @Test
  void after_a_batch_that_throws_one_that_hangs_holds_up_no_other() throws Exception {
    String value = put("A");
    put("B");
    odd.batchSize = 10;
    odd.batch = Optional.of(new Throwing(false));
    odd.hangs = "B";
    ExecutorService pool = Executors.newCachedThreadPool();
    Secrets.Builder builder =
        Secrets.builder()
            .store("odd", world.checked(odd))
            .active("odd")
            .template("odd", "{name}")
            .time(world.time)
            .executor(pool)
            .require("A")
            .optional("B");
    try {
      Secrets secrets = world.open(builder);
      assertThat(secrets.get("A").exposeString()).isEqualTo(value);
    } finally {
      odd.release.countDown();
      pool.shutdown();
    }
  }
}
