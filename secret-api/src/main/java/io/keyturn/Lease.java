package io.keyturn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a version holds, by what its store said last; one for all versions that brought the same
 * content, since what was made of any of them lives on. Under the engine's lock.
 */
final class Lease {
  private Hints said = Hints.NONE;

  void renew(Hints hints) {
    said = hints;
  }

  /** What the store said last. */
  Hints said() {
    return said;
  }

  /** How much of it remains, zero where it is over; none where it is not bounded. */
  @Nullable Duration left(Moment then) {
    return left(said.since().until(then));
  }

  /** The same for what may be in use: a step of the time of day does not end that. */
  @Nullable Duration leftInUse(Moment then) {
    return left(said.since().runningUntil(then));
  }

  private @Nullable Duration left(Duration passed) {
    return said.validFor().isEmpty()
        ? null
        : Options.longer(Duration.ZERO, said.validFor().get().minus(passed));
  }

  boolean isOver(Moment then) {
    Duration left = left(then);
    return left != null && left.isZero();
  }
}
