package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;

/**
 * What is done about a lease, and when: told by a clock that is moved to the next look each time.
 */
class LeasesTest {
  private static final SecretLocation BUNDLE = Vaults.location("database/creds/app");
  private static final Duration FOR_EVER = Duration.ZERO;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // wraps round
  private final long start = now.get();
  private double random;
  private SessionToken current = token(FOR_EVER);

  private SessionToken token(Duration life) {
    Auth auth = new Auth(VaultToken.of("token"), true, life, true, 0);
    return new SessionToken(
        auth,
        new VaultTemplate(
            RestTemplateBuilder.builder().endpoint(new VaultEndpoint()), () -> auth.token()),
        now.get());
  }

  private Leases leases(Duration drain) {
    return new Leases(drain, now::get, () -> random);
  }

  private HeldLease held(Leases leases, Duration duration, boolean renewable) {
    return leases.hold(BUNDLE, new Lease("id", duration, renewable, false), current, now.get());
  }

  private Duration passed() {
    return Duration.ofNanos(now.get() - start);
  }

  private void passTo(Duration since) {
    now.set(start + since.toNanos());
  }

  /** The looks at a lease until it is replaced, by a Vault that gives at most so much. */
  private List<String> looks(Duration drain, Duration ttl, Duration max) {
    Leases leases = leases(drain);
    HeldLease lease = held(leases, ttl, true);
    List<String> looks = new ArrayList<>();
    while (true) {
      now.addAndGet(leases.lookAgainIn(lease, current).toNanos());
      if (leases.step(lease, current) == Leases.Step.RENEW) {
        Duration left = max.minus(passed());
        leases.renewed(lease, now.get(), left.compareTo(ttl) < 0 ? left : ttl);
      }
      looks.add(passed() + " " + leases.step(lease, current));
      if (leases.step(lease, current) == Leases.Step.REPLACE) {
        return looks;
      }
    }
  }

  @Test
  @Witness(
      value = {Row.LEASE_RENEWED, Row.LEASE_REPLACED},
      kind = Witness.Kind.REQUEST)
  void a_lease_is_renewed_at_two_thirds_and_replaced_when_the_drain_is_left_of_its_maximum() {
    assertThat(looks(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(3)))
        .containsExactly(
            "PT40M KEEP", "PT1H20M KEEP", "PT2H KEEP", "PT2H40M KEEP", "PT2H50M REPLACE");
  }

  @Test
  @Witness(value = Row.LEASE_DRAIN, kind = Witness.Kind.REQUEST)
  void the_drain_is_a_third_where_the_whole_life_is_shorter_than_two() {
    assertThat(looks(Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofMinutes(15)))
        .containsExactly("PT10M REPLACE");
  }

  @Test
  void the_whole_drain_is_left_of_a_life_of_two() {
    assertThat(looks(Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(20)))
        .containsExactly("PT10M REPLACE");
  }

  @Test
  void a_short_lease_of_a_longer_life_is_renewed_until_the_drain_is_left() {
    assertThat(looks(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(6)))
        .containsExactly("PT2S KEEP", "PT4S REPLACE");
  }

  @Test
  void a_look_before_two_thirds_does_nothing() {
    Leases leases = leases(Duration.ofMinutes(10));
    HeldLease lease = held(leases, Duration.ofHours(1), true);
    passTo(Duration.ofMinutes(5));

    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.KEEP);
    assertThat(leases.lookAgainIn(lease, current)).isEqualTo(Duration.ofMinutes(35));
    assertThat(leases.validFor(lease)).isEqualTo(Duration.ofMinutes(55));
  }

  @Test
  void a_look_a_little_before_two_thirds_is_not_in_vain() {
    Leases leases = leases(Duration.ofMinutes(10));
    HeldLease lease = held(leases, Duration.ofHours(1), true);

    passTo(Duration.ofMinutes(40).minusMillis(1001));
    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.KEEP);
    passTo(Duration.ofMinutes(40).minusMillis(999));
    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.RENEW);
  }

  @Test
  void what_cannot_be_renewed_is_replaced_when_the_drain_is_left() {
    Leases leases = leases(Duration.ofMinutes(10));
    HeldLease lease = held(leases, Duration.ofHours(1), false);

    assertThat(leases.lookAgainIn(lease, current)).isEqualTo(Duration.ofMinutes(50));
    passTo(Duration.ofMinutes(50));

    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.REPLACE);
    assertThat(leases.areShort(BUNDLE, current)).isFalse();
  }

  @Test
  @Witness(value = Row.LEASE_RENEWED, kind = Witness.Kind.REQUEST)
  void renewals_are_up_to_a_tenth_sooner_so_that_many_processes_do_not_come_at_once() {
    random = 0.99;

    assertThat(looks(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofHours(1)).get(0))
        .startsWith("PT6.0");
  }

  @Test
  @Witness(value = Row.LEASE_END, kind = Witness.Kind.REQUEST)
  void a_lease_ends_with_the_token_that_made_it_also_when_another_renews_it() {
    Leases leases = leases(Duration.ofMinutes(10));
    current = token(Duration.ofHours(1));
    HeldLease lease = held(leases, Duration.ofHours(24), true);
    assertThat(leases.validFor(lease)).isEqualTo(Duration.ofHours(1));
    passTo(Duration.ofMinutes(40));
    current = token(Duration.ofHours(1));
    leases.renewed(lease, now.get(), Duration.ofHours(24));

    assertThat(leases.validFor(lease)).isEqualTo(Duration.ofMinutes(20));
    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.KEEP);
    assertThat(leases.lookAgainIn(lease, current)).isEqualTo(Duration.ofMinutes(10));
    passTo(Duration.ofMinutes(50));
    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.REPLACE);
  }

  /** Another lease of the same token would end at the same time. */
  @Test
  void a_lease_is_not_replaced_for_the_end_of_a_token_before_there_is_another() {
    Leases leases = leases(Duration.ofMinutes(10));
    current = token(Duration.ofSeconds(20));
    HeldLease lease = held(leases, Duration.ofHours(1), true);
    passTo(Duration.ofSeconds(19));
    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.KEEP);

    current = token(Duration.ofSeconds(20));

    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.REPLACE);
    assertThat(leases.areShort(BUNDLE, current)).isTrue();
  }

  @Test
  void what_is_over_is_replaced() {
    Leases leases = leases(Duration.ofMinutes(10));
    HeldLease lease = held(leases, Duration.ofHours(1), true);
    passTo(Duration.ofHours(1));

    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.REPLACE);
    assertThat(leases.validFor(lease)).isZero();
    assertThat(leases.isOver(lease)).isTrue();
  }

  /** After that a renewal that fails costs a user. */
  @Test
  void a_lease_that_cannot_be_renewed_now_is_kept_for_most_of_the_drain() {
    Leases leases = leases(Duration.ofMinutes(10));
    HeldLease lease = held(leases, Duration.ofHours(1), true);

    passTo(Duration.ofMinutes(56));
    assertThat(leases.isEnding(lease)).isFalse();
    passTo(Duration.ofMinutes(57));
    assertThat(leases.isEnding(lease)).isTrue();
  }

  @Test
  void what_was_to_be_done_and_was_not_is_tried_after_a_third_of_what_is_left() {
    Leases leases = leases(Duration.ofMinutes(10));
    HeldLease lease = held(leases, Duration.ofHours(1), false);
    passTo(Duration.ofMinutes(51));

    assertThat(leases.lookAgainIn(lease, current)).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void a_life_that_no_clock_can_measure_lasts() {
    Leases leases = leases(Duration.ofSeconds(Long.MAX_VALUE));
    HeldLease lease = held(leases, Duration.ofSeconds(Long.MAX_VALUE), false);
    passTo(Duration.ofDays(365));

    assertThat(leases.step(lease, current)).isEqualTo(Leases.Step.KEEP);
  }

  @Test
  void nothing_of_a_lease_is_printed() {
    HeldLease lease = held(leases(Duration.ofMinutes(10)), Duration.ofHours(1), true);

    assertThat(lease).hasToString("HeldLease[" + lease.version() + "]");
    assertThat(lease.version()).doesNotContain(lease.id());
  }
}
