package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting, refreshing, several places, batches. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartingTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_start_names_all_that_is_missing_in_one_exception() {
    world.put("THERE");
    assertThatThrownBy(() -> world.open(world.builder().require("THERE", "ONE", "TWO")))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("2 secrets")
        .hasMessageContaining("'ONE'")
        .hasMessageContaining("'TWO'")
        .hasMessageNotContaining("'THERE'");
  }

  @Test
  void the_exception_is_of_the_gravest_kind() {
    world.put("KEY");
    world.store.denyAccess("closed");
    assertThatThrownBy(
            () ->
                world.open(
                    world
                        .builder()
                        .locate("DENIED", "memory://closed#x")
                        .locate("MISSING", "memory://none#x")))
        .isInstanceOf(SecretAccessDeniedException.class)
        .hasMessageContaining("'DENIED'")
        .hasMessageContaining("'MISSING'");
  }

  @Test
  void what_is_unavailable_is_tried_again_until_it_is_there() throws Exception {
    world.put("KEY");
    world.store.goOffline();
    Future<Secrets> start = Threads.start(() -> world.open(world.builder().require("KEY")));
    while (!start.isDone()) {
      Threads.advanceToAlarmWithin(world.time, Duration.ofSeconds(8)); // the fourth pause
      if (world.store.fetches("app") >= 3) {
        world.store.online();
      }
    }

    assertThat(start.get().get("KEY")).isNotNull();
  }

  @Test
  void a_start_gives_up_when_its_time_is_over_and_closes_the_stores() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    SecretProvider down =
        new SecretProvider() {
          @Override
          public SecretBundle fetch(SecretLocation bundle) {
            throw new SecretUnavailableException(bundle, "down");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    Future<Throwable> start =
        Threads.thrownBy(
            () ->
                Secrets.builder()
                    .store("down", world.checked(down))
                    .locate("KEY", "down://x")
                    .time(world.time)
                    .build());
    Threads.advanceUntilDone(world.time, Duration.ofSeconds(1), start);

    assertThat(start.get())
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("'KEY'");
    assertThat(closed).hasValue(1);
  }

  @Test
  void an_optional_name_is_asked_once_and_not_waited_for() {
    world.put("KEY");
    world.store.fail("slow", bundle -> new SecretUnavailableException(bundle, "down"));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .require("KEY")
                .locate("EXTRA", "memory://slow#x")
                .optional("EXTRA"));

    assertThat(secrets.get("KEY")).isNotNull();
    assertThat(world.store.fetches("slow")).isEqualTo(1);
  }

  record Loose(@SecretName("KEY") Secret key, @SecretName("EXTRA") Optional<Secret> extra) {}

  @Test
  void an_optional_component_whose_store_hangs_neither_delays_the_start_nor_is_lost()
      throws Exception {
    String key = world.put("KEY");
    CountDownLatch back = new CountDownLatch(1);
    InMemoryProvider slow = new InMemoryProvider();
    slow.fail(
        bundle -> {
          Stubborn.await(back);
          return new SecretUnavailableException(bundle, "back again");
        });
    Secrets secrets = // no time passes meanwhile
        world.open(
            world
                .builder()
                .store("slow", world.checked(slow))
                .locate("EXTRA", "slow://extra")
                .require(Loose.class));
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    assertThat(loose.get().key().exposeString()).isEqualTo(key);
    assertThat(loose.get().extra()).isEmpty();
    CompletableFuture<Rotation> found = new CompletableFuture<>();
    loose.onRotation(found::complete);

    String extra = LeakGuard.canary().text();
    slow.put("extra", extra);
    slow.online();
    back.countDown();
    Threads.advanceUntilDone(world.time, Duration.ofMillis(100), found);
    assertThat(found.get().why()).isEqualTo(Rotation.Why.FOUND);
    assertThat(loose.get().extra().map(Secret::exposeString)).contains(extra);
  }

  @Test
  void a_configuration_problem_closes_the_stores_that_were_given() {
    AtomicInteger closed = new AtomicInteger();
    SecretProvider provider =
        new SecretProvider() {
          @Override
          public SecretBundle fetch(SecretLocation bundle) {
            return SecretBundle.of("x");
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    assertThatThrownBy(
            () ->
                Secrets.builder()
                    .store("a", world.checked(provider))
                    .locate("KEY", "nonsense")
                    .build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(closed).hasValue(1);
  }

  @Test
  void refresh_turns_at_once_and_says_whether_it_did() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    assertThat(secrets.refresh("KEY")).isFalse();
    String after = world.put("KEY");

    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @Test
  void refresh_throws_where_it_fails_and_readers_keep_what_they_have() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    world.store.goOffline();

    assertThatThrownBy(() -> secrets.refresh("KEY"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("'KEY'");
    assertThatThrownBy(secrets::refresh).isInstanceOf(SecretUnavailableException.class);
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
  }

  @Test
  void refresh_never_joins_a_look_that_began_before_it() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().fetchTimeout(Duration.ofHours(1)));
    secrets.get("KEY");
    world.store.hang();
    Future<Boolean> first = Threads.start(() -> secrets.refresh("KEY"));
    world.store.awaitHanging(1);
    Future<Boolean> second = Threads.start(() -> secrets.refresh("KEY"));
    world.store.online();

    first.get();
    second.get();
    assertThat(world.store.fetches("app")).isEqualTo(3);
  }

  @Test
  void a_list_is_walked_past_missing_bundles_only() {
    String value = LeakGuard.canary().text();
    world.store.put("second", Map.of("x", value));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("KEY", "memory://first#x", "memory://second#x"));

    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    world.store.put("first", Map.of("x", LeakGuard.canary().text()));
    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).as("a poll does not walk").isEqualTo(value);
  }

  @Test
  void refresh_walks_a_list_again_and_what_is_made_turns_with_it() {
    world.store.put("second", Map.of("x", LeakGuard.canary().text()));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("KEY", "memory://first#x", "memory://second#x"));
    Rotating<String> made = secrets.rotating("KEY").map(key -> key.exposeString());
    String first = LeakGuard.canary().text();
    world.store.put("first", Map.of("x", first));

    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(first);
    assertThat(made.get()).isEqualTo(first);
    String later = LeakGuard.canary().text();
    world.store.put("first", Map.of("x", later));
    world.passTtl();
    assertThat(made.get()).isEqualTo(later);
  }

  @Test
  void an_outage_of_a_place_never_falls_through_to_the_next() {
    world.store.put("second", Map.of("x", LeakGuard.canary().text()));
    world.store.fail("first", bundle -> new SecretUnavailableException(bundle, "down"));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("KEY", "memory://first#x", "memory://second#x")
                .optional("KEY"));

    assertThatThrownBy(() -> secrets.get("KEY")).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void a_field_missing_in_a_place_ends_the_walk() {
    world.store.put("first", Map.of("other", LeakGuard.canary().text()));
    world.store.put("second", Map.of("x", LeakGuard.canary().text()));
    assertThatThrownBy(
            () ->
                world.open(world.builder().locate("KEY", "memory://first#x", "memory://second#x")))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("memory://first#x");
  }

  @Test
  void a_list_that_is_missing_everywhere_is_found_when_one_appears() {
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("KEY", "memory://first#x", "memory://second#x")
                .optional("KEY"));
    assertThat(secrets.find("KEY")).isEmpty();
    world.store.put("second", Map.of("x", LeakGuard.canary().text()));

    world.passTtl();
    assertThat(secrets.find("KEY")).isPresent();
  }

  record Split(
      @SecretName("A") io.keyturn.secret.Secret a, @SecretName("B") io.keyturn.secret.Secret b) {}

  @Test
  void a_record_of_names_found_at_different_positions_is_refused() {
    world.store.put("first", Map.of("a", LeakGuard.canary().text()));
    world.store.put("second", Map.of("b", LeakGuard.canary().text()));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("A", "memory://first#a", "memory://second#a")
                .locate("B", "memory://none#b", "memory://second#b"));

    assertThatThrownBy(() -> secrets.rotating(Split.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different positions");
  }

  @Test
  void a_batching_store_is_started_in_full_batches() {
    InMemoryProvider store = InMemoryProvider.batching(20);
    World batching = new World(store);
    Secrets.Builder builder = batching.builder().executor(Runnable::run);
    for (int i = 0; i < 45; i++) {
      store.put("b" + i, Map.of("x", LeakGuard.canary().text()));
      builder.locate("N" + i, "memory://b" + i + "#x");
    }
    Secrets secrets = batching.open(builder);

    assertThat(store.batches()).isEqualTo(3);
    batching.passTtl();
    assertThat(store.batches()).isEqualTo(6);
    assertThat(secrets.get("N44")).isNotNull();
    batching.close();
  }

  @Test
  void what_is_due_soon_goes_along_in_a_batch() {
    InMemoryProvider store = InMemoryProvider.batching(20);
    World batching = new World(store);
    store.put("a", Map.of("x", LeakGuard.canary().text()));
    store.put("b", Map.of("x", LeakGuard.canary().text()));
    Secrets secrets =
        batching.open(
            batching
                .builder()
                .executor(Runnable::run)
                .locate("a", "memory://a#x")
                .locate("b", "memory://b#x")
                .optional("a", "b"));
    secrets.get("a");
    batching.time.advance(Duration.ofSeconds(20));
    secrets.get("b");

    batching.time.advance(World.TTL.minusSeconds(20));
    assertThat(store.fetches("b")).as("due 20 s later, within a tenth of the ttl").isEqualTo(2);
    batching.close();
  }
}
