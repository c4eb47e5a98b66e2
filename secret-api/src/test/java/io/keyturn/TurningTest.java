package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.World.Pair;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a turn does to records, verifiers and listeners. */
class TurningTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_record_turns_as_a_whole() {
    String before = world.putPair();
    Rotating<Pair> pair = world.secrets().rotating(Pair.class);
    assertThat(pair.get().exposed()).isEqualTo(before);
    Pair old = pair.get();
    String after = world.putPair();

    world.passTtl();
    assertThat(pair.get().exposed()).isEqualTo(after);
    assertThat(old.exposed()).isEqualTo(before);
    assertThat(pair.get().key().version()).isEqualTo(pair.get().secret().version());
  }

  @Test
  void the_handle_of_a_name_and_of_a_record_is_one() {
    world.putPair();
    Secrets secrets = world.secrets();

    assertThat(secrets.rotating("KEY")).isSameAs(secrets.rotating("KEY"));
    assertThat(secrets.rotating(Pair.class)).isSameAs(secrets.rotating(Pair.class));
    assertThat(secrets.rotating("KEY").get()).isSameAs(secrets.get("KEY"));
  }

  @Test
  void a_candidate_that_lost_a_field_is_not_taken() {
    String before = world.putPair();
    Secrets secrets = world.secrets();
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    world.put("KEY");

    world.passTtl();
    assertThat(pair.get().exposed()).isEqualTo(before);
    assertThat(secrets.get("KEY")).isSameAs(pair.get().key());
    String whole = world.putPair();
    world.time.advance(Duration.ofSeconds(1));
    assertThat(pair.get().exposed()).isEqualTo(whole);
  }

  @Test
  void a_field_that_became_empty_is_not_taken() {
    String before = world.putPair();
    Rotating<Pair> pair = world.secrets().rotating(Pair.class);
    world.store.put("app", Map.of("KEY", LeakGuard.canary().text(), "SECRET", ""));

    world.passTtl();
    assertThat(pair.get().exposed()).isEqualTo(before);
  }

  @Test
  void another_version_with_the_same_content_is_no_turn() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    Secret first = secrets.get("KEY");
    List<Rotation> turns = new ArrayList<>();
    secrets.rotating("KEY").onRotation(turns::add);
    world.store.put("app", Map.of("KEY", value));

    world.passTtl();
    assertThat(turns).isEmpty();
    assertThat(secrets.get("KEY")).isSameAs(first);
    world.put("KEY");
    world.passTtl();
    assertThat(turns).hasSize(1);
    assertThat(turns.get(0).oldVersion()).as("the version the handle had").isEqualTo("1");
  }

  @Test
  void versions_are_counted_where_the_store_has_none() {
    world.store.put("app", SecretBundle.of(Map.of("KEY", LeakGuard.canary().text())));
    Secrets secrets = world.secrets();
    assertThat(secrets.get("KEY").version()).isEqualTo("~1");
    world.store.put("app", SecretBundle.of(Map.of("KEY", LeakGuard.canary().text())));

    world.passTtl();
    assertThat(secrets.get("KEY").version()).isEqualTo("~2");
  }

  @Test
  void the_same_version_with_other_content_is_a_turn() {
    world.store.put(
        "app", SecretBundle.builder().version("7").field("KEY", LeakGuard.canary().text()).build());
    Secrets secrets = world.secrets();
    Secret first = secrets.get("KEY");
    String value = LeakGuard.canary().text();
    world.store.put("app", SecretBundle.builder().version("7").field("KEY", value).build());

    secrets.refresh("KEY");
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    assertThat(secrets.get("KEY")).isNotSameAs(first);
  }

  @Test
  void a_listener_is_told_of_turns_and_not_of_the_first_value() {
    world.putPair();
    Secrets secrets = world.secrets();
    List<Rotation> turns = new ArrayList<>();
    Subscription subscription = secrets.rotating(Pair.class).onRotation(turns::add);
    assertThat(turns).isEmpty();
    world.putPair();
    world.passTtl();

    assertThat(turns).hasSize(1);
    Rotation turn = turns.get(0);
    assertThat(turn.names()).containsExactly("KEY", "SECRET");
    assertThat(turn.bundle()).hasToString("memory://app");
    assertThat(turn.oldVersion()).isEqualTo("1");
    assertThat(turn.newVersion()).isEqualTo("2");
    assertThat(turn.why()).isEqualTo(Rotation.Why.POLL);
    assertThat(turn.seenAt()).isEqualTo(world.time.instant());

    subscription.close();
    world.putPair();
    world.passTtl();
    assertThat(turns).hasSize(1);
  }

  @Test
  void a_listener_that_throws_stops_no_other() {
    world.put("KEY");
    Rotating<Secret> key = world.secrets().rotating("KEY");
    List<Rotation> turns = new ArrayList<>();
    key.onRotation(
        turn -> {
          throw new IllegalStateException(LeakGuard.canary().text());
        });
    key.onRotation(turns::add);
    world.put("KEY");

    world.passTtl();
    assertThat(turns).hasSize(1);
  }

  @Test
  void a_slow_listener_gets_fewer_turns_that_chain() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    List<Rotation> turns = new ArrayList<>();
    key.onRotation(
        turn -> {
          turns.add(turn);
          if (turns.size() == 1) { // two more turns happen while it is at the first
            world.put("KEY");
            secrets.refresh("KEY");
            world.put("KEY");
            secrets.refresh("KEY");
          }
        });
    world.put("KEY");
    world.passTtl();

    assertThat(turns).hasSize(2);
    assertThat(turns.get(1).oldVersion()).isEqualTo(turns.get(0).newVersion());
    assertThat(turns.get(1).newVersion()).isEqualTo(secrets.get("KEY").version());
  }

  @Test
  void a_verifier_is_asked_before_a_working_value_is_replaced() {
    String before = world.putPair();
    List<String> tried = new ArrayList<>();
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    Pair.class,
                    pair -> {
                      tried.add(pair.exposed());
                      if (tried.size() < 3) {
                        throw new IllegalStateException(LeakGuard.canary().text());
                      }
                    }));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    assertThat(tried).as("the first value is not judged").isEmpty();
    String after = world.putPair();

    world.passTtl();
    assertThat(tried).containsExactly(after);
    assertThat(pair.get().exposed()).isEqualTo(before);
    assertThat(secrets.get("KEY")).isSameAs(pair.get().key());
    world.time.advance(Duration.ofSeconds(1));
    assertThat(tried).hasSize(2);
    assertThat(pair.get().exposed()).isEqualTo(before);
    world.time.advance(Duration.ofSeconds(2));
    assertThat(pair.get().exposed()).isEqualTo(after);
  }

  @Test
  void another_version_takes_the_place_of_a_refused_one() {
    String before = world.putPair();
    String[] wrong = new String[1];
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    Pair.class,
                    pair -> {
                      if (pair.exposed().equals(wrong[0])) {
                        throw new IllegalStateException();
                      }
                    }));
    wrong[0] = world.putPair();
    world.passTtl();
    assertThat(secrets.rotating(Pair.class).get().exposed()).isEqualTo(before);
    String right = world.putPair();

    world.time.advance(Duration.ofSeconds(1));
    assertThat(secrets.rotating(Pair.class).get().exposed()).isEqualTo(right);
  }

  @Test
  void a_verifier_of_a_name_is_asked_too() {
    String before = world.put("KEY");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    key -> {
                      throw new IllegalStateException();
                    }));
    world.put("KEY");
    world.passTtl();

    assertThat(secrets.get("KEY").exposeString()).isEqualTo(before);
  }

  @Test
  void a_verifier_that_is_late_refuses() throws Exception {
    String before = world.put("KEY");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Secrets secrets =
        world.open(
            world
                .builder()
                .verify(
                    "KEY",
                    key -> {
                      entered.countDown();
                      never.await();
                    }));
    world.put("KEY");
    var refresh = Threads.thrownBy(() -> secrets.refresh("KEY"));
    entered.await();
    world.time.advance(Duration.ofSeconds(10));

    assertThat(refresh.get()).hasMessageContaining("took too long");
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(before);
  }

  record Loose(@SecretName("KEY") Secret key, @SecretName("EXTRA") Optional<Secret> extra) {}

  @Test
  void an_optional_component_appears_when_its_secret_does() {
    String key = world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    assertThat(loose.get().extra()).isEmpty();
    String extra = LeakGuard.canary().text();
    world.store.put("app", Map.of("KEY", key, "EXTRA", extra));

    world.passTtl();
    assertThat(loose.get().extra().map(Secret::exposeString)).contains(extra);
  }

  @Test
  void an_optional_component_of_a_bundle_of_its_own_appears_when_that_does() {
    world.put("KEY");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("EXTRA", "memory://other#EXTRA")
                .optional("EXTRA"));
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    List<Rotation> turns = new ArrayList<>();
    loose.onRotation(turns::add);
    world.store.put("other", Map.of("EXTRA", LeakGuard.canary().text()));

    world.passTtl();
    assertThat(loose.get().extra()).isPresent();
    assertThat(turns).extracting(Rotation::why).containsExactly(Rotation.Why.FOUND);
  }

  @Test
  void a_record_over_two_bundles_turns_with_each() {
    String key = LeakGuard.canary().text();
    String secret = LeakGuard.canary().text();
    world.store.put("one", Map.of("KEY", key));
    world.store.put("two", Map.of("SECRET", secret));
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .locate("KEY", "memory://one#KEY")
                .locate("SECRET", "memory://two#SECRET"));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    String newKey = LeakGuard.canary().text();
    String newSecret = LeakGuard.canary().text();

    world.store.put("one", Map.of("KEY", newKey));
    secrets.refresh("KEY");
    assertThat(pair.get().exposed()).isEqualTo(newKey + "/" + secret);
    world.store.put("two", Map.of("SECRET", newSecret));
    secrets.refresh("SECRET");
    assertThat(pair.get().exposed()).isEqualTo(newKey + "/" + newSecret);
  }

  record Picky(@SecretName("KEY") Secret key) {
    static boolean refuse;

    Picky {
      if (refuse) {
        throw new IllegalArgumentException("no");
      }
    }
  }

  @Test
  void a_candidate_of_which_a_record_cannot_be_made_is_not_taken() {
    String before = world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Picky> picky = secrets.rotating(Picky.class);
    Picky.refuse = true;
    world.put("KEY");
    world.passTtl();
    Picky.refuse = false;

    assertThat(picky.get().key().exposeString()).isEqualTo(before);
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(before);
  }

  @Test
  void refresh_tells_a_turn_of_the_bundle_though_this_field_is_as_it_was() {
    String key = LeakGuard.canary().text();
    world.store.put("app", Map.of("KEY", key, "SECRET", LeakGuard.canary().text()));
    Secrets secrets = world.secrets();
    Secret before = secrets.get("KEY");

    assertThat(secrets.refresh("KEY")).as("nothing changed").isFalse();
    world.store.put("app", Map.of("KEY", key, "SECRET", LeakGuard.canary().text()));
    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").version()).isNotEqualTo(before.version());
  }

  @Test
  void each_caller_of_refresh_has_an_exception_of_his_own() {
    world.putPair();
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    world.store.denyAccess("app");

    Throwable one = catchThrowable(secrets::refresh);
    Throwable other = catchThrowable(secrets::refresh);
    assertThat(one).isInstanceOf(SecretException.class).isNotSameAs(other);
    assertThat(one.getStackTrace()).anyMatch(e -> e.getMethodName().startsWith("each_caller"));
  }
}
