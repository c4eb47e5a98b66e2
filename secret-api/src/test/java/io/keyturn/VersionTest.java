package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store is told of each version that nobody uses any more, once. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VersionTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private World world = new World();

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private List<String> retired() {
    return world.store.retired();
  }

  private Secrets refusing(String version) {
    return world.open(
        world
            .builder()
            .require("KEY")
            .verify(
                "KEY",
                key -> {
                  if (key.version().equals(version)) {
                    throw new IllegalStateException();
                  }
                })
            .executor(Runnable::run));
  }

  @Test
  void a_version_that_was_replaced_is_retired_after_the_drain() {
    world.secrets().rotating("KEY");
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN.minusNanos(1));
    assertThat(retired()).isEmpty();
    world.time.advance(Duration.ofNanos(1));
    assertThat(retired()).containsExactly("1 of memory://app");
  }

  @Test
  void it_is_retired_after_the_objects_made_from_it() {
    Rotating<Secret> key = world.secrets().rotating("KEY");
    Rotating<String> object =
        key.map(
            Secret::version, old -> assertThat(retired()).doesNotContain(old + " of memory://app"));
    world.put("KEY");
    world.passTtl();
    object.run(used -> world.time.advance(DRAIN), Rejection.onFailure(e -> false));
    assertThat(retired()).containsExactly("1 of memory://app");
  }

  @Test
  void it_is_not_retired_while_an_object_made_from_it_is_used() {
    Rotating<String> object = world.secrets().rotating("KEY").map(Secret::version, old -> {});
    object.run(
        used -> {
          world.put("KEY");
          world.passTtl();
          world.time.advance(DRAIN.multipliedBy(10));
          assertThat(object.get()).isEqualTo("2");
          assertThat(retired()).isEmpty();
        },
        Rejection.onFailure(e -> false));
    assertThat(retired()).containsExactly("1 of memory://app");
  }

  @Test
  void it_is_not_retired_while_an_object_made_from_it_cannot_be_built_anew() {
    boolean[] broken = {false};
    Rotating<String> object =
        world
            .secrets()
            .rotating("KEY")
            .map(
                key -> {
                  if (broken[0]) {
                    throw new IllegalStateException();
                  }
                  return key.version();
                },
                old -> {});
    broken[0] = true;
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN.multipliedBy(10));
    assertThat(object.get()).isEqualTo("1");
    assertThat(retired()).isEmpty();
    broken[0] = false;
    world.time.advance(DRAIN.multipliedBy(3));
    assertThat(object.get()).isEqualTo("2");
    assertThat(retired()).containsExactly("1 of memory://app");
  }

  @Test
  void a_version_that_was_refused_is_retired_when_another_comes() {
    refusing("2");
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN.multipliedBy(10));
    assertThat(retired()).isEmpty(); // it is tried again
    world.put("KEY");
    world.time.advance(DRAIN); // the longest pause between two tries
    assertThat(retired()).containsExactly("2 of memory://app");
    world.time.advance(DRAIN);
    assertThat(retired()).containsExactly("2 of memory://app", "1 of memory://app");
  }

  @Test
  void a_version_that_was_refused_is_retired_when_all_is_closed() {
    Secrets secrets = refusing("2");
    world.put("KEY");
    world.passTtl();
    secrets.close();
    assertThat(retired()).containsExactly("2 of memory://app");
  }

  @Test
  void what_waits_for_its_drain_is_retired_when_all_is_closed() {
    Secrets secrets = world.secrets();
    secrets.rotating("KEY");
    world.put("KEY");
    world.passTtl();
    secrets.close();
    assertThat(retired()).containsExactly("1 of memory://app");
  }

  @Test
  void a_version_that_comes_back_within_the_drain_is_not_retired() {
    SecretBundle first = SecretBundle.builder().field("KEY", "a").version("first").build();
    world.store.put("app", first);
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    world.put("KEY");
    secrets.refresh("KEY");
    world.store.put("app", first);
    secrets.refresh("KEY");
    assertThat(key.get().version()).isEqualTo("first");
    world.time.advance(DRAIN);
    assertThat(retired()).containsExactly("2 of memory://app");
  }

  @Test
  void what_a_store_does_not_version_is_not_retired() {
    world.store.put("app", SecretBundle.of(Map.of("KEY", "a")));
    world.secrets().rotating("KEY");
    world.store.put("app", SecretBundle.of(Map.of("KEY", "b")));
    world.passTtl();
    world.time.advance(DRAIN);
    assertThat(retired()).isEmpty();
  }

  @Test
  void what_nobody_reads_any_more_is_retired() {
    InMemoryProvider store = world.store;
    store.put("other", Map.of("KEY", "x"));
    Secrets secrets =
        world.open(
            world
                .builder()
                .locate("KEY", "memory://app#KEY", "memory://other#KEY")
                .require("KEY")
                .executor(Runnable::run));
    store.delete("app");
    secrets.refresh("KEY");
    world.time.advance(DRAIN);
    assertThat(retired()).containsExactly("1 of memory://app");
  }

  @Test
  void a_store_that_throws_is_told_of_the_next_version_all_the_same() {
    int[] calls = {0};
    InMemoryProvider inner = world.store;
    SecretProvider throwing =
        new SecretProvider() {
          @Override
          public SecretBundle fetch(SecretLocation bundle) {
            return inner.fetch(bundle);
          }

          @Override
          public void retire(SecretLocation bundle, String version) {
            inner.retire(bundle, version);
            calls[0]++;
            throw new IllegalStateException("of version " + version);
          }
        };
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("memory", world.checked(throwing))
                .active("memory")
                .template("memory", "app#{name}")
                .time(world.time)
                .jitter(0)
                .executor(Runnable::run));
    secrets.rotating("KEY");
    for (int i = 0; i < 2; i++) {
      world.put("KEY");
      world.passTtl();
    }
    world.time.advance(DRAIN);
    assertThat(calls[0]).isEqualTo(2);
  }

  @Test
  void a_version_that_is_counted_here_is_never_told_to_the_store_as_the_known_one() {
    List<String> known = new ArrayList<>();
    SecretProvider store =
        new Delegating(world.store) {
          @Override
          public Outcome fetchIfChanged(SecretLocation bundle, String version) {
            known.add(version);
            return super.fetchIfChanged(bundle, version);
          }
        };
    putUnversioned();
    boolean[] refuse = {false};
    Secrets secrets = world.open(verifying(store, refuse));
    world.passTtl(); // as it was
    putUnversioned();
    world.passTtl();
    refuse[0] = true;
    putUnversioned();
    world.passTtl(); // held back
    world.passTtl();

    assertThat(known).isEmpty();
    assertThat(secrets.get("KEY").version()).isEqualTo("~2");
    assertThat(world.store.fetches("app")).isGreaterThan(4);
  }

  private void putUnversioned() {
    world.store.put("app", SecretBundle.of(Map.of("KEY", LeakGuard.canary().text())));
  }

  private Secrets.Builder verifying(SecretProvider store, boolean[] refuse) {
    return world
        .builder("app#{name}", store)
        .executor(Runnable::run)
        .verify(
            "KEY",
            candidate -> {
              if (refuse[0]) {
                throw new IllegalStateException();
              }
            });
  }
}
