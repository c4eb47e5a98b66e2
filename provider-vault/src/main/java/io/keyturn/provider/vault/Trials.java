package io.keyturn.provider.vault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The logins that are made for what a policy refuses, since the role may have more policies than
 * when its token was made. Mostly they are in vain: then a minute goes by until the next, and twice
 * as long each time, up to an hour. Called by one thread at a time.
 */
final class Trials {
  private static final long SHORTEST = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST = Duration.ofHours(1).toNanos();

  private @Nullable Long last;
  private long pause;

  boolean isDue(long now) {
    Long before = last;
    return before == null || now - before >= pause;
  }

  /** One is made: in vain until {@link #succeeded}. */
  void begin(long now) {
    last = now;
    pause = pause == 0 ? SHORTEST : Math.min(pause * 2, LONGEST);
  }

  void succeeded() {
    last = null;
    pause = 0;
  }
}
