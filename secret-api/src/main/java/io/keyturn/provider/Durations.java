package io.keyturn.provider;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as configuration writes them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h},
 * {@code 2d}, or ISO-8601.
 */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms",
          ChronoUnit.MILLIS,
          "s",
          ChronoUnit.SECONDS,
          "m",
          ChronoUnit.MINUTES,
          "h",
          ChronoUnit.HOURS,
          "d",
          ChronoUnit.DAYS);
  private static final Duration LONGEST = Duration.ofDays(365 * 10);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param text for example {@code 30s} or {@code PT1M30S}; without blanks
   * @return the duration, above zero and at most ten years
   * @throws IllegalArgumentException if it is none, not above zero, or longer than ten years; the
   *     message does not quote it
   */
  public static Duration parse(String text) {
    Duration duration = read(text);
    if (duration == null
        || duration.isZero()
        || duration.isNegative()
        || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "is not a duration above zero and at most ten years, such as 30s, 5m or PT1M30S");
    }
    return duration;
  }

  static @Nullable String problem(String text) {
    try {
      parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static @Nullable Duration read(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      return Duration.of(
          Long.parseLong(matcher.group(1)),
          UNITS.getOrDefault(matcher.group(2), ChronoUnit.SECONDS));
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
