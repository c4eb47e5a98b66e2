package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a token lives, as far as that is known.
 *
 * @param from when Vault was asked, by the clock of the session
 * @param nanos how long from then; zero if no end is known
 * @param whole what to renew it by
 * @param renewable whether that is worth trying
 */
record Life(long from, long nanos, Duration whole, boolean renewable) {
  private static final long LONGEST = Long.MAX_VALUE / 2; // so that no sum runs over

  static Life of(long from, Duration left, Duration whole, boolean renewable) {
    long nanos = Math.min(TimeUnit.NANOSECONDS.convert(left), LONGEST);
    return new Life(from, nanos, whole, renewable);
  }

  /** How many nanoseconds are left; the largest number if no end is known. */
  long left(long now) {
    return nanos == 0 ? Long.MAX_VALUE : nanos - (now - from);
  }

  /** How many nanoseconds are left of its first two thirds. */
  long good(long now) {
    return nanos == 0 ? Long.MAX_VALUE : nanos / 3 * 2 - (now - from);
  }

  /** Whether they are over, or will be in less than a tenth of its life. */
  boolean isDue(long now) {
    return good(now) <= nanos / 10;
  }

  /**
   * What Vault granted on a renewal. Less than was asked for is all that its maximum life leaves:
   * to ask again brings nothing.
   */
  Life renewed(long now, Auth granted) {
    return of(now, granted.life(), whole, granted.renewable() && granted.covers(whole));
  }

  Life notRenewable() {
    return new Life(from, nanos, whole, false);
  }

  Life ended(long now) {
    return new Life(now - 1, 1, whole, false);
  }

  /** What is left, as a life of its own. */
  Life rest(long now) {
    return nanos == 0 ? this : new Life(now, left(now), whole, renewable);
  }
}
