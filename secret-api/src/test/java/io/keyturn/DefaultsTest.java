package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The defaults that the reference tells are those of the engine. */
class DefaultsTest {
  private static final Duration A_LONG_TIME = Duration.ofDays(1);
  private static final int MANY = 50;

  private final Options options = new Options();

  /** The first four are no options, the last two have a sentence. */
  @ParameterizedTest
  @EnumSource(
      value = Setting.class,
      mode = Mode.EXCLUDE,
      names = {"STORE", "CONFIG", "OPTIONAL", "REQUIRED", "RETRY_MAX", "DRAIN"})
  void the_default_that_is_told_changes_nothing(Setting setting) {
    setting.set(options, setting.defaultText);

    assertThat(options).usingRecursiveComparison().isEqualTo(new Options());
  }

  @Test
  void the_longest_pause_is_the_ttl_and_at_most_thirty_seconds() {
    assertThat(Setting.RETRY_MAX.defaultText).isEqualTo("the ttl, at most 30s");

    assertThat(options.pause(MANY, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(options.pause(MANY, A_LONG_TIME)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void the_drain_is_half_a_minute_and_with_a_lease_ten_minutes() {
    assertThat(Setting.DRAIN.defaultText).isEqualTo("30s; with a lease 10m");

    assertThat(options.drain(false)).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.drain(true)).isEqualTo(Duration.ofMinutes(10));
  }
}
