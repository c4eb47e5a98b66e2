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

  /** How much of it remains; zero where it is over. */
  Duration left(Moment then) {
    return Options.longer(Duration.ZERO, validFor.minus(since.until(then)));
  }

  boolean isOver(Moment then) {
    return left(then).isZero();
  }
}
