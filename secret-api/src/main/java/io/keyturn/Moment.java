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

  /** The time from this one to a later one: the longer one of what both clocks say. */
  Duration until(Moment later) {
    Duration running = runningUntil(later);
    Duration passed = Duration.ofMillis(later.millis - millis);
    return Options.longer(running, passed);
  }

  /** The same by the running clock alone, which nobody sets. */
  Duration runningUntil(Moment later) {
    return Duration.ofNanos(later.nanos - nanos);
  }
}
