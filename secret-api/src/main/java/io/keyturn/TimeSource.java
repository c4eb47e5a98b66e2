package io.keyturn;

import java.time.Instant;

/**
 * The time the engine lives by: two clocks, and an alarm that can wake it.
 *
 * <p>The one seam for time. Tests put the testkit's manual time here, and nothing sleeps.
 * Thread-safe. Keyturn asks it while it holds a lock of its own: each method returns at once and
 * does not come back to Keyturn.
 */
public interface TimeSource {
  /** {@return the time of this machine} */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }

  /** {@return nanoseconds since an arbitrary moment, never going back} */
  long nanoTime();

  /** {@return the time of day, for what people read} */
  Instant instant();

  /**
   * Makes an alarm, not yet set.
   *
   * @param ring is run once for each setting, on a thread of the alarm's; it returns at once and
   *     throws nothing
   * @return the alarm, to be closed by the caller
   */
  Alarm alarm(Runnable ring);

  /** Rings once when the time it is set to has come. Thread-safe. */
  interface Alarm extends AutoCloseable {
    /**
     * Sets it to a moment of {@link TimeSource#nanoTime}, in place of any earlier setting.
     *
     * @param nanoTime the moment; it rings at once if that has passed
     */
    void set(long nanoTime);

    /** Ends it without ringing; idempotent. */
    @Override
    void close();
  }
}
