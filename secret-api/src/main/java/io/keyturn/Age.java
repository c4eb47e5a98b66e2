package io.keyturn;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How old it is what a cell serves. Under the engine's lock. */
final class Age {
  private final Options options;
  private final TimeSource time;
  private Moment confirmed;

  /** From when it holds for so long, where the store says so. */
  private Moment leased;

  private Optional<Duration> validFor = Optional.empty();

  Age(Engine engine) {
    this.options = engine.options;
    this.time = engine.time;
    this.confirmed = Moment.now(time);
    this.leased = confirmed;
  }

  /** A look has found it in place, or what was to replace it is refused. */
  void confirm() {
    confirmed = Moment.now(time);
  }

  /** A look has brought it, or its lease anew. */
  void renew(Optional<Duration> holds) {
    confirm();
    leased = confirmed;
    validFor = holds;
  }

  /** When it was last confirmed, by the clock as it was then. */
  Instant confirmedAt() {
    return Instant.ofEpochMilli(confirmed.millis());
  }

  /** Since it was last confirmed. */
  Duration inAll() {
    return confirmed.age(time);
  }

  /** Whether it is to be served no longer once a look has failed. */
  boolean isPastMost() {
    if (options.whenTooOld == Secrets.WhenTooOld.SERVE) {
      return false;
    }
    return inAll().compareTo(options.maxStale) >= 0
        || (validFor.isPresent() && leased.age(time).compareTo(validFor.get()) >= 0);
  }
}
