package io.keyturn;

import java.time.Duration;

/** When a bundle is looked at next, and the alarm for it. Under the engine's lock. */
final class Schedule extends DueQueue.Due {
  private final Cell cell;
  private long nextLook;
  private boolean armed;

  /** Whether the next look is due since what the store gives holds no longer. */
  private boolean forLease;

  /** A schedule of what is due at once; no alarm is set. */
  Schedule(Cell cell) {
    this.cell = cell;
    this.nextLook = timer().now();
  }

  private Timer timer() {
    return cell.engine.timer;
  }

  /** Outside the lock. */
  @Override
  void ring() {
    cell.ring();
  }

  boolean isDue() {
    return nextLook - timer().now() <= 0;
  }

  boolean isArmed() {
    return armed;
  }

  /** Whether the alarm will ring by then. */
  boolean ringsWithin(Duration soon) {
    return armed && nextLook - timer().now() <= soon.toNanos();
  }

  /** The next look is due after so many nanoseconds. */
  void next(long wait, boolean lease) {
    nextLook = timer().now() + wait;
    forLease = lease;
  }

  boolean isForLease() {
    return forLease;
  }

  /** The next look is due after about this time, if none is sooner. */
  void armWithin(Duration wait) {
    long due = timer().now() + cell.engine.options.varied(wait);
    if (!armed || due - nextLook < 0) {
      nextLook = due;
      arm();
    }
  }

  /** The next look is due then or now, whichever is later, if none is sooner. */
  void armAt(long then) {
    long due = then - timer().now() < 0 ? timer().now() : then;
    if (!armed || due - nextLook < 0) {
      nextLook = due;
      arm();
    }
  }

  /** Sets the alarm to the next look. */
  void arm() {
    armed = true;
    timer().set(this, nextLook);
  }

  void disarm() {
    armed = false;
    timer().cancel(this);
  }

  /** The alarm has rung. */
  void rung() {
    armed = false;
  }
}
