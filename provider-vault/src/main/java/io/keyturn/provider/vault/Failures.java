package io.keyturn.provider.vault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logins or renewals that failed in a row, and the pause after them.
 *
 * <p>While a token lives, the pause doubles from 1 s to 30 s and takes at most a third of what is
 * left. Without one it is half as long, so that it ends before the engine's own.
 *
 * @param at when the last one failed
 * @param pause in nanoseconds
 */
record Failures(int inRow, long at, long pause, VaultFailure last) {
  private static final long FIRST = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = Duration.ofSeconds(30).toNanos();
  private static final long SHORTEST = Duration.ofMillis(250).toNanos();
  private static final int DOUBLINGS = 5; // beyond 30 s

  /** One more at this time, with so much left of the token; nothing if there is none. */
  static Failures after(@Nullable Failures before, long now, long left, VaultFailure last) {
    int inRow = before == null ? 1 : Math.min(before.inRow + 1, DOUBLINGS + 1);
    long doubled = Math.min(FIRST << (inRow - 1), LONGEST);
    long pause = left > 0 ? Math.max(Math.min(doubled, left / 3), SHORTEST) : doubled / 2;
    return new Failures(inRow, now, pause, last);
  }

  /** How many nanoseconds of the pause are left; none if it is over. */
  long pauseLeft(long now) {
    return Math.max(pause - (now - at), 0);
  }
}
