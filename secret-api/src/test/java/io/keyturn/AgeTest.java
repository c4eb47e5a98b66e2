package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a value is served that no look confirms. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgeTest {
  private static final Duration MAX_STALE = Duration.ofHours(24);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Rotating<Secret> key(Secrets secrets) {
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    return key;
  }

  @Test
  void after_max_stale_and_a_failed_look_readers_get_the_failure() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    Rotating<String> made = key.map(Secret::exposeString);
    world.store.goOffline();

    world.time.advance(MAX_STALE);
    assertThat(key.get().exposeString()).isEqualTo(value);
    world.time.advance(A_MINUTE);
    assertThatThrownBy(key::get).isInstanceOf(SecretUnavailableException.class);
    assertThatThrownBy(key::accepted).isInstanceOf(SecretUnavailableException.class);
    assertThatThrownBy(() -> secrets.get("KEY"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("'KEY'");
    assertThat(secrets.getAsync("KEY")).isCompletedExceptionally();
    assertThatThrownBy(made::get).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void who_reads_then_gets_an_exception_of_his_own() {
    world.put("KEY");
    Rotating<Secret> key = key(world.secrets());
    world.store.goOffline();
    world.time.advance(MAX_STALE.plus(A_MINUTE));

    Throwable first = catchFailure(key);
    assertThat(first).isNotSameAs(catchFailure(key));
  }

  private static Throwable catchFailure(Rotating<Secret> key) {
    try {
      key.get();
      throw new AssertionError("it is served");
    } catch (SecretException e) {
      return e;
    }
  }

  @Test
  void a_look_that_succeeds_brings_the_value_back_without_a_turn() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    Rotating<String> made = key.map(Secret::exposeString);
    List<Rotation> turns = new ArrayList<>();
    key.onRotation(turns::add);
    world.store.goOffline();
    world.time.advance(MAX_STALE.plus(A_MINUTE));
    world.store.online();
    world.time.advance(A_MINUTE);

    assertThat(key.get().exposeString()).isEqualTo(value);
    assertThat(made.get()).isEqualTo(value);
    assertThat(turns).isEmpty();
  }

  @Test
  void a_look_that_turns_brings_the_new_value() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    Rotating<String> made = key.map(Secret::exposeString);
    world.store.goOffline();
    world.time.advance(MAX_STALE.plus(A_MINUTE));
    world.store.online();
    String value = world.put("KEY");
    world.time.advance(A_MINUTE);

    assertThat(key.get().exposeString()).isEqualTo(value);
    assertThat(made.get()).isEqualTo(value);
  }

  @Test
  void a_field_that_is_gone_is_a_failing_look_like_any_other() {
    world.put("KEY");
    Rotating<Secret> key = key(world.secrets());
    world.put("OTHER");

    world.time.advance(MAX_STALE.minusMillis(1));
    assertThat(key.get()).isNotNull();
    world.time.advance(A_MINUTE);
    assertThatThrownBy(key::get)
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("'KEY'");
  }

  @Test
  void of_a_clock_that_is_set_back_the_longer_time_counts_as_well() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    world.store.goOffline();
    world.time.advance(MAX_STALE.minus(A_MINUTE));
    world.time.setClock(MAX_STALE.negated());
    assertThat(key.get()).isNotNull();

    world.time.advance(A_MINUTE.multipliedBy(2));
    assertThatThrownBy(key::get).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void a_look_that_began_before_decides_nothing() throws Exception {
    world.put("KEY");
    CountDownLatch fails = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    SecretProvider slow =
        new Delegating(world.store) {
          @Override
          public Outcome fetchIfChanged(SecretLocation bundle, String known) {
            asked.countDown();
            Stubborn.await(fails);
            throw new SecretUnavailableException(bundle, "away");
          }
        };
    Secrets secrets =
        world.open(
            world
                .builder("app#{name}", slow)
                .fetchTimeout(MAX_STALE.multipliedBy(2))
                .retry(World.TTL));
    Rotating<Secret> key = key(secrets);
    while (asked.getCount() > 0) { // its alarm may not be set yet
      Threads.advanceToAlarmWithin(world.time, World.TTL);
    }
    world.time.advance(MAX_STALE);
    fails.countDown();
    while (secrets.status().bundles().get(0).failure().isEmpty()) {
      Thread.onSpinWait();
    }

    assertThat(key.get()).isNotNull();
  }

  @Test
  void the_failure_is_that_of_the_last_look() {
    world.put("KEY");
    Rotating<Secret> key = key(world.secrets());
    world.store.goOffline();
    world.time.advance(MAX_STALE.plus(A_MINUTE));
    world.store.online();
    world.store.denyAccess("app");
    world.time.advance(A_MINUTE);

    assertThatThrownBy(key::get).isInstanceOf(SecretAccessDeniedException.class);
  }

  @Test
  void where_it_is_configured_so_the_value_is_served_all_the_same() {
    String value = world.put("KEY");
    Rotating<Secret> key =
        key(
            world.open(
                world
                    .builder()
                    .executor(Runnable::run)
                    .whenTooOld(Secrets.WhenTooOld.SERVE)
                    .maxStale(A_MINUTE)));
    world.store.goOffline();
    world.time.advance(Duration.ofDays(2));

    assertThat(key.get().exposeString()).isEqualTo(value);
  }

  @Test
  void a_candidate_that_is_refused_makes_nothing_old() {
    String value = world.put("KEY");
    Rotating<Secret> key =
        key(
            world.open(
                world
                    .builder()
                    .executor(Runnable::run)
                    .maxStale(A_MINUTE)
                    .verify(
                        "KEY",
                        candidate -> {
                          throw new IllegalStateException();
                        })));
    world.put("KEY");
    world.time.advance(Duration.ofHours(1));

    assertThat(key.get().exposeString()).isEqualTo(value);
  }

  @Test
  void of_a_clock_that_jumps_and_one_that_stands_still_the_longer_time_counts() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    world.store.goOffline();
    world.passTtl();
    world.time.setClock(MAX_STALE);
    assertThat(key.get()).isNotNull();

    world.time.advance(A_MINUTE);
    assertThatThrownBy(key::get).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void a_clock_that_jumps_while_all_is_well_costs_nothing() {
    String value = world.put("KEY");
    Rotating<Secret> key = key(world.secrets());
    world.time.setClock(MAX_STALE.multipliedBy(2));
    world.passTtl();
    world.time.setClock(MAX_STALE.multipliedBy(2).negated());
    world.passTtl();

    assertThat(key.get().exposeString()).isEqualTo(value);
  }

  // ---- leases

  /** A store whose secrets hold for ten minutes, or as long as it says anew. */
  private static final class Leasing implements SecretProvider {
    private boolean away;
    private @Nullable Duration renewedFor;

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      if (away) {
        throw new SecretUnavailableException(bundle, "away");
      }
      return SecretBundle.builder()
          .field("KEY", "leased")
          .version("1")
          .validFor(Duration.ofMinutes(10))
          .build();
    }

    @Override
    public Outcome fetchIfChanged(SecretLocation bundle, String known) {
      return away || renewedFor == null
          ? new Outcome.Fetched(fetch(bundle))
          : new Outcome.Unchanged(Optional.of(renewedFor), Optional.empty());
    }
  }

  private Rotating<Secret> leased(Leasing leasing) {
    return key(
        world.open(
            Secrets.builder()
                .store("leasing", world.checked(leasing))
                .locate("KEY", "leasing://x#KEY")
                .time(world.time)
                .jitter(0)
                .executor(Runnable::run)));
  }

  @Test
  void past_its_lease_and_a_failed_look_a_value_is_too_old() {
    Leasing leasing = new Leasing();
    Rotating<Secret> key = leased(leasing);
    leasing.away = true;

    world.time.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(key.get()).isNotNull();
    try (Lines lines = new Lines()) {
      world.time.advance(A_MINUTE);
      assertThat(lines.startingWith("leasing://x is not"))
          .containsExactly(
              "leasing://x is not served any more: its lease has ended, and the last look failed,"
                  + " away");
    }
    assertThatThrownBy(key::get).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void a_lease_that_was_renewed_holds_from_then_on() {
    Leasing leasing = new Leasing();
    Rotating<Secret> key = leased(leasing);
    leasing.renewedFor = Duration.ofHours(1);
    world.passTtl();
    leasing.away = true;

    world.time.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(key.get()).isNotNull();
    world.time.advance(A_MINUTE);
    assertThatThrownBy(key::get).isInstanceOf(SecretUnavailableException.class);
  }

  // ---- names that move, and what cannot change

  @Test
  void a_name_that_moves_away_from_what_is_too_old_is_served_again() {
    world.store.put("one", LeakGuard.canary().text());
    Secrets secrets =
        world.open(
            world.builder().executor(Runnable::run).locate("KEY", "memory://one", "memory://two"));
    Rotating<Secret> key = key(secrets);
    Rotating<String> made = key.map(Secret::exposeString);
    world.store.delete("one");
    world.time.advance(MAX_STALE.plus(A_MINUTE));
    assertThatThrownBy(key::get).isInstanceOf(SecretNotFoundException.class);
    String value = LeakGuard.canary().text();
    world.store.put("two", value);
    secrets.refresh("KEY");

    assertThat(key.get().exposeString()).isEqualTo(value);
    assertThat(made.get()).isEqualTo(value);
  }

  @Test
  void what_cannot_change_never_gets_too_old() {
    boolean[] away = new boolean[1];
    SecretProvider fixed =
        bundle -> {
          if (away[0]) {
            throw new SecretUnavailableException(bundle, "away");
          }
          return SecretBundle.builder().text("pinned").version("1").fixed().build();
        };
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("fixed", world.checked(fixed))
                .locate("KEY", "fixed://x")
                .time(world.time)
                .executor(Runnable::run));
    away[0] = true;
    world.time.advance(MAX_STALE.multipliedBy(2));
    assertThatThrownBy(secrets::refresh).isInstanceOf(SecretUnavailableException.class);

    assertThat(secrets.get("KEY").exposeString()).isEqualTo("pinned");
  }
}
