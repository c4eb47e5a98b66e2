package io.keyturn.provider.vault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logins or renewals that failed in a row, and when the next one may be tried. Immutable.
 *
 * <p>While a token lives, the pause doubles from 1 s to 30 s and takes at most a third of what is
 * left. Without one each look needs a login, and the engine's own pauses hold; readers that waited
 * for a login share its failure, and from the third in a row on there is one login a second.
 *
 * @param at when the last one failed
 * @param pause of a token that lives, in nanoseconds
 */
record Failures(int inRow, long at, long pause, VaultFailure last) {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = Duration.ofSeconds(30).toNanos();
  private static final long SHORTEST = Duration.ofMillis(250).toNanos();
  private static final int DOUBLINGS = 5; // beyond 30 s

  /** One more at this time, with so much left of the token. */
  static Failures after(@Nullable Failures before, long now, long left, VaultFailure last) {
    int doublings = before == null ? 0 : Math.min(before.inRow, DOUBLINGS);
    long pause = Math.min(Math.min(SECOND << doublings, LONGEST), left / 3);
    return new Failures(doublings + 1, now, Math.max(pause, SHORTEST), last);
  }

  /** How many nanoseconds of the pause are left; none if it is over. */
  long pauseLeft(long now) {
    return Math.max(pause - (now - at), 0);
  }

  /** Whether it is the answer, now, to a reader that has come at a time and has no token. */
  boolean answers(long came, long now) {
    return at - came >= 0 || (inRow >= 3 && now - at < SECOND);
  }
}
