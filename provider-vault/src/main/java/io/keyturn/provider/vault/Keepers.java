package io.keyturn.provider.vault;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bundles whose looks keep the session, in a short line: all others would come in vain. The
 * first one comes when the session wants it; the next ones before the token's end, in case that it
 * did not.
 *
 * <p>Whoever does not come is no longer looked at, and its place is for the next that asks.
 * Thread-safe; times in nanoseconds.
 */
final class Keepers {
  /** No time: this bundle need not come. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MOST = 3;
  private static final long LATE = Duration.ofSeconds(30).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Keeper> line = new ArrayList<>(MOST);

  /**
   * How long from now until a bundle is to come.
   *
   * @param next how long until the session wants a look
   * @param left how long its token lives; the largest number where no end is known
   */
  long wait(SecretLocation bundle, long now, long next, long left) {
    lock.lock();
    try {
      line.removeIf(keeper -> !keeper.bundle.equals(bundle) && keeper.due - now < 0);
      int place = place(bundle);
      if (place >= (left == Long.MAX_VALUE ? 1 : MOST)) {
        return NEVER;
      }
      long wait = wait(place, next, left);
      long late = Math.min(rest(next, left) >> (place + 2), LATE);
      Keeper keeper = new Keeper(bundle, now + wait + late);
      if (place < line.size()) {
        line.set(place, keeper);
      } else {
        line.add(keeper);
      }
      return wait;
    } finally {
      lock.unlock();
    }
  }

  /** Its place in the line, or the one behind the last. */
  private int place(SecretLocation bundle) {
    int place = 0;
    while (place < line.size() && !line.get(place).bundle.equals(bundle)) {
      place++;
    }
    return place;
  }

  /** When one comes that asks for nothing by that, in case that the first did not. */
  static long second(long next, long left) {
    return left == Long.MAX_VALUE ? NEVER : wait(1, next, left);
  }

  /** Each in the middle of what the one before leaves. */
  private static long wait(int place, long next, long left) {
    long rest = rest(next, left);
    return next + rest - (rest >> place);
  }

  private static long rest(long next, long left) {
    return Math.max(left - next, 0);
  }

  /**
   * One in the line.
   *
   * @param due by when it has come if it is still looked at
   */
  private record Keeper(SecretLocation bundle, long due) {}
}
