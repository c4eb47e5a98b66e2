package io.keyturn;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How old it is what a cell serves. Under the engine's lock. */
final class Age {
  private long nanos;
  private long millis;

  /** From when it holds for so long, where the store says so. */
  private @Nullable Lease lease;

  private record Lease(Moment since, Duration validFor) {}

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

  /** A look has brought it, or its lease anew. */
  void renew(Engine engine, Optional<Duration> holds) {
    confirm(engine);
    lease = holds.isPresent() ? new Lease(confirmed(), holds.get()) : null;
  }

  /** When it was last confirmed, by the clock as it was then. */
  Instant confirmedAt() {
    return Instant.ofEpochMilli(millis);
  }

  /** Since it was last confirmed. */
  Duration inAll(Engine engine) {
    return confirmed().age(engine.time);
  }

  /** Whether it is to be served no longer once a look has failed. */
  boolean isPastMost(Engine engine) {
    if (engine.options.whenTooOld == Secrets.WhenTooOld.SERVE) {
      return false;
    }
    return inAll(engine).compareTo(engine.options.maxStale) >= 0 || isPastLease(engine);
  }

  private boolean isPastLease(Engine engine) {
    return lease != null && lease.since.age(engine.time).compareTo(lease.validFor) >= 0;
  }
}
