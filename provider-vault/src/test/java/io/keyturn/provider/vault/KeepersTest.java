package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepersTest {
  private static final SecretLocation A = Vaults.location("secret/a");
  private static final SecretLocation B = Vaults.location("secret/b");
  private static final SecretLocation C = Vaults.location("secret/c");
  private static final SecretLocation D = Vaults.location("secret/d");
  private static final long NO_END = Long.MAX_VALUE;

  private final Keepers keepers = new Keepers();
  private long now = Long.MAX_VALUE - 5; // wraps round

  private static long minutes(long minutes) {
    return Duration.ofMinutes(minutes).toNanos();
  }

  /** Of a token that lives for an hour, in minutes. */
  private long wait(SecretLocation bundle) {
    long wait = keepers.wait(bundle, now, minutes(40), minutes(60));
    return wait == Keepers.NEVER ? -1 : Duration.ofNanos(wait).toMinutes();
  }

  @Test
  void one_comes_in_time_and_two_before_the_end() {
    assertThat(wait(A)).isEqualTo(40);
    assertThat(wait(B)).isEqualTo(50);
    assertThat(wait(C)).isEqualTo(55);
    assertThat(wait(D)).isEqualTo(-1);
    assertThat(wait(A)).isEqualTo(40);
    assertThat(wait(B)).isEqualTo(50);
  }

  @Test
  void one_that_does_not_come_has_lost_its_place_to_the_next() {
    wait(A);
    wait(B);
    now += minutes(40) + Duration.ofSeconds(30).toNanos();
    assertThat(wait(B)).isEqualTo(50);
    now += 1;

    assertThat(wait(B)).isEqualTo(40);
    assertThat(wait(A)).isEqualTo(50);
  }

  @Test
  void where_none_comes_any_other_takes_the_first_place() {
    wait(A);
    wait(B);
    wait(C);
    now += minutes(60);

    assertThat(wait(D)).isEqualTo(40);
  }

  @Test
  void one_that_comes_late_keeps_its_place_if_nobody_asked_before() {
    wait(A);
    now += minutes(60);

    assertThat(wait(A)).isEqualTo(40);
  }

  @Test
  void of_a_token_without_a_known_end_one_comes() {
    assertThat(keepers.wait(A, now, minutes(1), NO_END)).isEqualTo(minutes(1));
    assertThat(keepers.wait(B, now, minutes(1), NO_END)).isEqualTo(Keepers.NEVER);
    assertThat(Keepers.second(minutes(1), NO_END)).isEqualTo(Keepers.NEVER);
  }

  @Test
  void of_a_token_that_is_used_up_the_three_come_at_once() {
    assertThat(keepers.wait(A, now, 5, 0)).isEqualTo(5);
    assertThat(keepers.wait(B, now, 5, 0)).isEqualTo(5);
  }
}
