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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds no longer than a while is looked at before that is over. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTest {
  private static final Duration LEASE = Duration.ofMinutes(3);
  private static final Duration TWO_THIRDS = Duration.ofMinutes(2);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<Rotation> turns = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  /** Each fetch gives another secret, which holds for a while. */
  private final class Leasing implements SecretProvider {
    private final List<Duration> looks = new ArrayList<>();
    private Duration lease = LEASE;
    private Duration lookAgainIn = Duration.ZERO;
    private int fetches;
    private boolean away;

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      if (!bundle.path().equals("KEY")) {
        return other(bundle);
      }
      looks.add(Duration.ofNanos(world.time.nanoTime()));
      failIfAway(bundle);
      SecretBundle.Builder leased =
          SecretBundle.builder()
              .text(LeakGuard.canary().text())
              .version(Integer.toString(++fetches))
              .validFor(lease);
      return (lookAgainIn.isZero() ? leased : leased.lookAgainIn(lookAgainIn)).build();
    }

    private SecretBundle other(SecretLocation bundle) {
      failIfAway(bundle);
      return SecretBundle.builder().text(LeakGuard.canary().text()).version("1").build();
    }

    private void failIfAway(SecretLocation bundle) {
      if (away) {
        throw new SecretUnavailableException(bundle, "away");
      }
    }
  }

  private Secrets.Builder builder(Leasing leasing, String... names) {
    return world
        .builder("{name}", leasing)
        .ttl(Duration.ofHours(1))
        .require(names)
        .executor(Runnable::run);
  }

  private Rotating<Secret> key(Leasing leasing) {
    return key(builder(leasing, "KEY"));
  }

  private Rotating<Secret> key(Secrets.Builder builder) {
    Secrets secrets = world.open(builder);
    Rotating<Secret> key = secrets.rotating("KEY");
    key.onRotation(turns::add);
    return key;
  }

  @Test
  void two_thirds_of_a_lease_are_the_time_to_the_next_look() {
    Rotating<Secret> key = key(new Leasing());

    world.time.advance(TWO_THIRDS.minus(A_SECOND));
    assertThat(key.get().version()).isEqualTo("1");
    world.time.advance(A_SECOND);
    assertThat(key.get().version()).isEqualTo("2");
    world.time.advance(TWO_THIRDS);
    assertThat(key.get().version()).isEqualTo("3");
    assertThat(turns).extracting(Rotation::why).containsOnly(Rotation.Why.LEASE);
  }

  @Test
  void a_store_that_says_when_to_look_is_asked_then() {
    Leasing leasing = new Leasing();
    leasing.lookAgainIn = Duration.ofMinutes(1);
    Rotating<Secret> key = key(leasing);

    world.time.advance(leasing.lookAgainIn);
    assertThat(key.get().version()).isEqualTo("2");
    assertThat(turns).extracting(Rotation::why).containsExactly(Rotation.Why.LEASE);
  }

  /** The ttl is as long as the store says, and with the jitter that is varied most. */
  private List<Duration> timesBetweenLooks(Leasing leasing, Duration ttl) {
    world.open(
        Secrets.builder()
            .store("leasing", world.checked(leasing))
            .locate("KEY", "leasing://KEY")
            .time(world.time)
            .ttl(ttl)
            .jitter(0.5)
            .executor(Runnable::run));
    world.time.advance(Duration.ofHours(3));
    List<Duration> between = new ArrayList<>();
    for (int i = 1; i < leasing.looks.size(); i++) {
      between.add(leasing.looks.get(i).minus(leasing.looks.get(i - 1)));
    }
    return between;
  }

  @Test
  void two_thirds_of_a_lease_vary_and_are_never_more() {
    assertThat(timesBetweenLooks(new Leasing(), Duration.ofHours(1)))
        .hasSizeGreaterThan(90)
        .allMatch(time -> time.compareTo(TWO_THIRDS) <= 0)
        .anyMatch(time -> time.compareTo(TWO_THIRDS.minus(A_SECOND)) < 0);
  }

  @Test
  void a_look_is_never_later_than_the_store_says() {
    Leasing leasing = new Leasing();
    leasing.lookAgainIn = Duration.ofMinutes(1);

    assertThat(timesBetweenLooks(leasing, leasing.lookAgainIn))
        .hasSizeGreaterThan(180)
        .allMatch(time -> time.compareTo(leasing.lookAgainIn) <= 0)
        .anyMatch(time -> time.compareTo(leasing.lookAgainIn.minus(A_SECOND)) < 0);
  }

  // ---- a store that is away before a lease ends

  /** It is away until a second before the lease ends. */
  private void assertNewBeforeItsEnd(Leasing leasing, Rotating<Secret> key) {
    leasing.away = true;
    world.time.advance(LEASE.minus(A_SECOND));
    assertThat(key.get().version()).isEqualTo("1");
    leasing.away = false;

    world.time.advance(A_SECOND);

    assertThat(key.get().version()).isEqualTo("2");
  }

  @Test
  void pauses_after_failures_grow_shorter_with_what_remains() {
    Leasing leasing = new Leasing();

    assertNewBeforeItsEnd(leasing, key(leasing));

    assertThat(leasing.looks).as("neither rare nor a storm").hasSizeBetween(10, 20);
  }

  @Test
  void they_do_so_also_where_the_first_pause_is_long() {
    Leasing leasing = new Leasing();

    assertNewBeforeItsEnd(leasing, key(builder(leasing, "KEY").retry(A_SECOND.multipliedBy(10))));
  }

  @Test
  void it_waits_for_no_other_bundle_that_is_tried_for_all() {
    Duration ttl = Duration.ofSeconds(30);
    Leasing leasing = new Leasing();
    Rotating<Secret> key = key(builder(leasing, "KEY", "A", "B").ttlFor("A", ttl).ttlFor("B", ttl));

    assertNewBeforeItsEnd(leasing, key);
  }

  @Test
  void pauses_that_were_shortened_do_not_lengthen_those_past_the_end() {
    Leasing leasing = new Leasing();
    leasing.lease = Duration.ofSeconds(20);
    Rotating<Secret> key = key(leasing);
    leasing.away = true;
    world.time.advance(leasing.lease.plus(A_SECOND));
    leasing.away = false;

    world.time.advance(A_SECOND.multipliedBy(4)); // seven tries would be half a minute

    assertThat(key.get().version()).isEqualTo("2");
  }

  @Test
  void past_the_end_pauses_are_as_long_as_any() {
    Leasing leasing = new Leasing();
    key(leasing);
    leasing.away = true;
    world.time.advance(LEASE.plusMinutes(1));
    int looks = leasing.looks.size();

    world.time.advance(Duration.ofMinutes(5)); // 30 s are the longest pause

    assertThat(leasing.looks).hasSize(looks + 10);
  }
}
