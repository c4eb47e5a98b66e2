package io.keyturn;

import java.time.Duration;

/**
 * A moment by both clocks: one may jump, the other may stand still with the machine.
 *
 * @param nanos of {@link TimeSource#nanoTime}
 * @param millis of {@link TimeSource#instant}, since 1970
 */
record Moment(long nanos, long millis) {
  static Moment now(TimeSource time) {
    return new Moment(time.nanoTime(), time.instant().toEpochMilli());
  }

  /** How long ago it was: the longer one of what both clocks say. */
  Duration age(TimeSource time) {
    Duration running = Duration.ofNanos(time.nanoTime() - nanos);
    Duration passed = Duration.ofMillis(time.instant().toEpochMilli() - millis);
    return Options.longer(running, passed);
  }
}
