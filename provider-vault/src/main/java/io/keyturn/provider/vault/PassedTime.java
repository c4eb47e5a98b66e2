package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Nanoseconds as the faster of two clocks counts them: the running one may stand still with the
 * machine, the other may be set. So nothing that is dead is taken to live; a clock that is set
 * forward only ends lives early.
 *
 * <p>Thread-safe.
 */
final class PassedTime implements LongSupplier {
  /** Less is no jump: the two are not read at once. */
  private static final long JUMP = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final LongSupplier millis;
  private final AtomicReference<Jumps> jumps;

  /**
   * Starts it.
   *
   * @param nanoTime {@link System#nanoTime}
   * @param millis {@link System#currentTimeMillis}
   */
  PassedTime(LongSupplier nanoTime, LongSupplier millis) {
    this.nanoTime = nanoTime;
    this.millis = millis;
    this.jumps = new AtomicReference<>(new Jumps(ahead(nanoTime.getAsLong()), 0));
  }

  /** How far the other clock is ahead of the running one. */
  private long ahead(long nanos) {
    return TimeUnit.MILLISECONDS.toNanos(millis.getAsLong()) - nanos;
  }

  @Override
  public long getAsLong() {
    long nanos = nanoTime.getAsLong();
    Jumps known = Objects.requireNonNull(jumps.get());
    Jumps next = known.seen(ahead(nanos));
    if (!next.equals(known) && !jumps.compareAndSet(known, next)) {
      next = Objects.requireNonNull(jumps.get());
    }
    return nanos + next.sum;
  }

  /**
   * What the other clock has jumped forward in all.
   *
   * @param ahead how far it was ahead since the last jump, at least
   */
  private record Jumps(long ahead, long sum) {
    Jumps seen(long now) {
      long further = now - ahead;
      if (further >= JUMP) {
        return new Jumps(now, sum + further);
      }
      return further < 0 ? new Jumps(now, sum) : this;
    }
  }
}
