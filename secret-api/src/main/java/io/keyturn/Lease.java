package io.keyturn;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long something holds.
 *
 * @param since when the store said so
 * @param validFor how long it holds from then on
 */
record Lease(Moment since, Duration validFor) {
  /** One that begins now, if the time is bounded. */
  static @Nullable Lease of(Engine engine, Optional<Duration> validFor) {
    return validFor.isPresent() ? new Lease(Moment.now(engine.time), validFor.get()) : null;
  }

  boolean isOver(Moment then) {
    return since.until(then).compareTo(validFor) >= 0;
  }
}
