package io.keyturn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a bundle is looked at next, and the alarm for it. Under the engine's lock. */
final class Schedule {
  private final Timer timer;
  private final Options options;
  private final Runnable ring;
  private long nextLook;
  private Timer.@Nullable Entry alarm;

  /**
   * A schedule of what is due at once; no alarm is set.
   *
   * @param ring is called by the timer when the alarm rings, outside the lock
   */
  Schedule(Engine engine, Runnable ring) {
    this.timer = engine.timer;
    this.options = engine.options;
    this.ring = ring;
    this.nextLook = timer.now();
  }

  boolean isDue() {
    return nextLook - timer.now() <= 0;
  }

  boolean isArmed() {
    return alarm != null;
  }

  /** Whether the alarm will ring by then. */
  boolean ringsWithin(Duration soon) {
    return alarm != null && nextLook - timer.now() <= soon.toNanos();
  }

  /** The next look is due after about this time. */
  void next(Duration wait) {
    nextLook = timer.now() + options.varied(wait);
  }

  /** The next look is due after about this time, if none is sooner. */
  void armWithin(Duration wait) {
    long due = timer.now() + options.varied(wait);
    if (alarm == null || due - nextLook < 0) {
      nextLook = due;
      arm();
    }
  }

  /** The next look is due then or now, whichever is later, if none is sooner. */
  void armAt(long then) {
    long due = then - timer.now() < 0 ? timer.now() : then;
    if (alarm == null || due - nextLook < 0) {
      nextLook = due;
      arm();
    }
  }

  /** Sets the alarm to the next look. */
  void arm() {
    disarm();
    alarm = timer.at(nextLook, ring);
  }

  void disarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /** The alarm has rung. */
  void rung() {
    alarm = null;
  }
}
