package io.keyturn.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, PT24H",
    "PT1M30S, PT90S",
    "PT0.1S, PT0.1S",
    "P1D, P1D",
    "3650d, P3650D"
  })
  void a_number_with_a_unit_or_iso_8601_is_a_duration(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "5 m",
        "5M",
        "m",
        "-5m",
        "1.5s",
        "0s",
        "PT0S",
        "-PT1S",
        "PT",
        "5m30s",
        "3651d",
        "99999999999s",
        "999999999d",
        "P9999999999999D",
        "1w",
        "five minutes"
      })
  void anything_else_is_refused_without_being_quoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessage(
            "is not a duration above zero and at most ten years, such as 30s, 5m or PT1M30S")
        .withNoCause();
  }
}
