package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PassedTimeTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps round
  private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);
  private final PassedTime time = new PassedTime(nanos::get, millis::get);
  private final long start = time.getAsLong();

  private void running(Duration passed) {
    nanos.addAndGet(passed.toNanos());
  }

  private void wall(Duration passed) {
    millis.addAndGet(passed.toMillis());
  }

  private Duration passed() {
    return Duration.ofNanos(time.getAsLong() - start);
  }

  @Test
  void both_clocks_run_alike() {
    for (int i = 0; i < 10_000; i++) {
      running(Duration.ofNanos(999_999));
      wall(Duration.ofMillis(1));
      passed();
    }

    assertThat(passed()).isBetween(Duration.ofMillis(9_999), Duration.ofSeconds(10));
  }

  /** The running clock of a virtual machine may stand with it. */
  @Test
  void a_machine_that_stood_still_has_become_older() {
    running(Duration.ofMinutes(1));
    wall(Duration.ofMinutes(121));

    assertThat(passed()).isEqualTo(Duration.ofMinutes(121));
    running(Duration.ofMinutes(1));
    wall(Duration.ofMinutes(1));
    assertThat(passed()).isEqualTo(Duration.ofMinutes(122));
  }

  @Test
  void a_clock_that_is_set_back_makes_nothing_younger() {
    running(Duration.ofMinutes(1));
    wall(Duration.ofMinutes(-30));

    assertThat(passed()).isEqualTo(Duration.ofMinutes(1));
    running(Duration.ofMinutes(1));
    wall(Duration.ofMinutes(21));
    assertThat(passed()).isEqualTo(Duration.ofMinutes(22));
  }

  /** An early look at the session that asks nothing would answer for a token that is dead. */
  @Test
  void a_token_is_dead_after_the_machine_stood_still() {
    SessionToken token =
        new SessionToken(
            new TestSession().renewable(3600), new TestSession().template(), time.getAsLong());
    wall(Duration.ofHours(2));

    assertThat(token.isAlive(time.getAsLong())).isFalse();
  }

  @Test
  void each_time_that_the_machine_stood_still_counts() {
    wall(Duration.ofHours(1));
    assertThat(passed()).isEqualTo(Duration.ofHours(1));
    wall(Duration.ofHours(2));

    assertThat(passed()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void two_seconds_are_a_standstill_and_half_a_second_is_none() {
    wall(Duration.ofSeconds(2));
    assertThat(passed()).isEqualTo(Duration.ofSeconds(2));
    wall(Duration.ofMillis(500));

    assertThat(passed()).isEqualTo(Duration.ofSeconds(2));
  }

  /** Between its steps the other clock is behind, again and again. */
  @Test
  void a_clock_of_coarse_steps_adds_nothing() {
    for (int i = 1; i <= 10_000; i++) {
      running(Duration.ofNanos(100_000));
      wall(Duration.ofMillis(i % 10 == 0 ? 1 : 0));
      passed();
    }

    assertThat(passed()).isBetween(Duration.ofMillis(999), Duration.ofMillis(1001));
  }

  @Test
  void a_provider_of_the_service_loader_goes_by_it() {
    assertThat(new VaultSecretProviderFactory())
        .extracting("nanoTime")
        .isInstanceOf(PassedTime.class);
  }
}
