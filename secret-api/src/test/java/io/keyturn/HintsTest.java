package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store says of time counts from when it said so, also of what has not changed. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HintsTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final World world = new World();
  private final Saying store = new Saying();
  private final List<String> retired = new ArrayList<>();

  @AfterEach
  void close() {
    store.away = false;
    world.close();
  }

  /** It says the same of what has not changed. */
  private final class Saying implements SecretProvider {
    private final List<Duration> looks = new ArrayList<>();
    private String value = LeakGuard.canary().text();
    private int version = 1;
    private int fetches;
    private Optional<Duration> validFor = Optional.empty();
    private Optional<Duration> lookAgainIn = Optional.empty();
    private boolean away;

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      noteLook(bundle);
      fetches++;
      SecretBundle.Builder read =
          SecretBundle.builder().field("KEY", value).version(Integer.toString(version));
      validFor.ifPresent(read::validFor);
      lookAgainIn.ifPresent(read::lookAgainIn);
      return read.build();
    }

    @Override
    public Outcome fetchIfChanged(SecretLocation bundle, String known) {
      if (!known.equals(Integer.toString(version))) {
        return new Outcome.Fetched(fetch(bundle));
      }
      noteLook(bundle);
      return new Outcome.Unchanged(validFor, lookAgainIn);
    }

    private void noteLook(SecretLocation bundle) {
      looks.add(Duration.ofNanos(world.time.nanoTime()));
      if (away) {
        throw new SecretUnavailableException(bundle, "away");
      }
    }

    /** A new version, with another value. */
    private void turn() {
      version++;
      value = LeakGuard.canary().text();
    }

    private Duration lastLook() {
      return looks.get(looks.size() - 1);
    }
  }

  private Secrets.Builder builder() {
    return builder(Duration.ofHours(1), 0);
  }

  private Secrets.Builder builder(Duration ttl, double jitter) {
    return Secrets.builder()
        .store("saying", world.checked(store))
        .locate("KEY", "saying://app#KEY")
        .time(world.time)
        .ttl(ttl)
        .jitter(jitter)
        .executor(Runnable::run);
  }

  // ---- when to look

  @Test
  void what_has_no_lease_is_asked_for_when_its_store_says() {
    store.lookAgainIn = Optional.of(A_MINUTE);
    world.open(builder());

    world.time.advance(A_MINUTE.multipliedBy(3));

    assertThat(store.looks)
        .extracting(time -> time.minus(store.looks.get(0)))
        .containsExactly(
            Duration.ZERO, A_MINUTE, A_MINUTE.multipliedBy(2), A_MINUTE.multipliedBy(3));
    assertThat(store.fetches).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.001S", "PT0S", "PT-1S"})
  void what_a_store_wants_too_soon_is_done_after_the_shortest_pause(Duration tooSoon) {
    store.lookAgainIn = Optional.of(A_MINUTE);
    Secrets secrets = world.open(builder());
    store.lookAgainIn = Optional.of(tooSoon);
    world.time.advance(A_MINUTE);
    store.looks.clear();

    world.time.advance(A_SECOND.multipliedBy(5));

    assertThat(store.looks).hasSize(5);
    assertThat(secrets.status().bundles()).allMatch(bundle -> bundle.failure().isEmpty());
  }

  @Test
  void it_is_asked_then_also_where_failed_looks_are_repeated_later() {
    store.lookAgainIn = Optional.of(A_SECOND.multipliedBy(6));
    world.open(builder().retry(A_SECOND.multipliedBy(10)));

    world.time.advance(A_SECOND.multipliedBy(6));

    assertThat(store.looks).hasSize(2);
  }

  @Test
  void a_ttl_that_is_sooner_varies_as_ever() {
    store.lookAgainIn = Optional.of(Duration.ofHours(1));
    world.open(builder(A_MINUTE, 0.5));

    world.time.advance(Duration.ofHours(1));

    List<Duration> looks = store.looks;
    List<Duration> between = new ArrayList<>();
    for (int i = 1; i < looks.size(); i++) {
      between.add(looks.get(i).minus(looks.get(i - 1)));
    }
    assertThat(between)
        .anyMatch(time -> time.compareTo(A_MINUTE) > 0)
        .anyMatch(time -> time.compareTo(A_MINUTE) < 0);
  }

  // ---- from when

  @Test
  void the_time_of_verifiers_counts() {
    store.lookAgainIn = Optional.of(A_MINUTE);
    Duration slow = Duration.ofSeconds(5);
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    "KEY",
                    key -> {
                      if (key.version().equals("2")) {
                        world.time.advance(slow);
                      }
                    }));
    store.turn();
    secrets.refresh("KEY");
    assertThat(secrets.get("KEY").version()).isEqualTo("2");
    Duration read = store.lastLook();

    world.time.advance(A_MINUTE.minus(slow));

    assertThat(store.lastLook()).isEqualTo(read.plus(A_MINUTE));
  }

  @Test
  void the_time_counts_in_which_something_was_held_back_that_is_taken_unproved() {
    store.validFor = Optional.of(A_MINUTE.multipliedBy(3));
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    "KEY",
                    key -> {
                      if (key.version().equals("2")) {
                        throw new IllegalStateException();
                      }
                    }));
    Rotating<Secret> key = secrets.rotating("KEY");
    store.turn();
    world.time.advance(A_MINUTE.multipliedBy(2));
    assertThat(key.get().version()).isEqualTo("1"); // 2 was refused
    Duration read = store.lastLook();
    store.away = true;
    world.time.advance(Duration.ofSeconds(30));
    key.rejected(key.get());
    assertThat(key.get().version()).isEqualTo("2");
    store.away = false;
    store.looks.clear();

    world.time.advance(read.plus(A_MINUTE.multipliedBy(2)).minus(now()).minus(A_SECOND));
    assertThat(store.looks).isEmpty();
    world.time.advance(A_SECOND);
    assertThat(store.looks).hasSize(1);
  }

  private Duration now() {
    return Duration.ofNanos(world.time.nanoTime());
  }

  // ---- what lives on it

  @Test
  void a_step_of_the_time_of_day_does_not_shorten_the_drain() {
    store.validFor = Optional.of(A_MINUTE.multipliedBy(30));
    Secrets secrets = world.open(builder().drain(A_MINUTE));
    secrets.rotating("KEY").map(Secret::version, retired::add);
    store.turn();
    world.time.setClock(Duration.ofHours(1));
    secrets.refresh("KEY");

    world.time.advance(A_MINUTE.minus(A_SECOND));
    assertThat(retired).isEmpty();
    world.time.advance(A_SECOND);
    assertThat(retired).containsExactly("1");
  }

  @Test
  void what_is_renewed_prolongs_what_was_made_of_a_version_with_the_same_content() {
    store.validFor = Optional.of(A_MINUTE);
    Secrets secrets = world.open(builder().drain(A_MINUTE));
    secrets.rotating("KEY").map(Secret::version, retired::add);
    store.version++; // nothing else
    world.time.advance(A_MINUTE.multipliedBy(3)); // looks go on, each with another minute
    store.turn();
    secrets.refresh("KEY");

    world.time.advance(A_MINUTE.dividedBy(2));
    assertThat(retired).isEmpty();
    world.time.advance(A_MINUTE.dividedBy(2));
    assertThat(retired).containsExactly("1");
  }
}
