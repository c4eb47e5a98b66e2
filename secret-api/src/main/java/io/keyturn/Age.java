package io.keyturn;

import java.time.Duration;
import java.time.Instant;

/** How old it is what a cell serves. Under the engine's lock. */
final class Age {
  private long nanos;
  private long millis;

  Age(Engine engine) {
    confirm(engine);
  }

  /** A look has found it in place, or what was to replace it is refused. */
  void confirm(Engine engine) {
    Moment now = Moment.now(engine.time);
    nanos = now.nanos();
    millis = now.millis();
  }

  private Moment confirmed() {
    return new Moment(nanos, millis);
  }

  /** When it was last confirmed, by the clock as it was then. */
  Instant confirmedAt() {
    return Instant.ofEpochMilli(millis);
  }

  /** Since it was last confirmed. */
  Duration inAll(Engine engine) {
    return confirmed().until(Moment.now(engine.time));
  }

  /** Whether it had not been confirmed for so long by then. */
  boolean isPast(Duration most, Moment then) {
    return confirmed().until(then).compareTo(most) >= 0;
  }

  /** Whether it was last confirmed before that. */
  boolean isOlderThan(Moment other) {
    return nanos - other.nanos() < 0;
  }
}
