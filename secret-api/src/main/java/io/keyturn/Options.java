package io.keyturn;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How the engine behaves; the defaults are those of {@code docs/configuration.md}. */
final class Options {
  /** The longest pause between tries where none is set and the ttl is not shorter. */
  private static final Duration MOST = Duration.ofSeconds(30);

  /** The shortest time until a look that a store wants, or that a lease makes urgent. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration DRAIN_OF_LEASED = Duration.ofMinutes(10);

  Duration ttl = Duration.ofMinutes(5);
  double jitter = 0.1;
  Duration maxStale = Duration.ofHours(24);
  Secrets.WhenTooOld whenTooOld = Secrets.WhenTooOld.FAIL;
  Duration negativeTtl = Duration.ofSeconds(10);
  Duration retry = Duration.ofSeconds(1);
  @Nullable Duration retryMax;
  Duration startupTimeout = Duration.ofSeconds(30);
  Duration readTimeout = Duration.ofSeconds(10);
  Duration fetchTimeout = Duration.ofSeconds(30);
  Duration verifyTimeout = Duration.ofSeconds(10);
  Duration buildTimeout = Duration.ofSeconds(30);
  @Nullable Duration drain;
  Duration overlap = Duration.ofHours(1);
  int maxNames = 10_000;
  Duration idle = Duration.ofMinutes(10);
  final Map<String, Duration> ttlFor = new HashMap<>();

  Duration ttl(String name) {
    return ttlFor.getOrDefault(name, ttl);
  }

  /**
   * The time from a look that succeeded to the next: the ttl, or sooner where the store wants it.
   * In nanoseconds.
   */
  long untilDue(Duration ttlOfBundle, Optional<Duration> lookAgainIn) {
    long ttl = varied(ttlOfBundle);
    if (lookAgainIn.isEmpty()) {
      return ttl;
    }
    Duration most = ttlOfBundle.multipliedBy(3); // which is more than it varies
    return Math.min(ttl, early(shorter(most, longer(least(), lookAgainIn.get()))));
  }

  /** The pause after so many failures in a row, or none: it doubles, up to the longest. */
  Duration pause(int failures, Duration ttlOfBundle) {
    Duration most = retryMax != null ? retryMax : shorter(ttlOfBundle, MOST);
    return shorter(most, retry.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 20)));
  }

  /** Such a pause while a lease runs: several of them are within what remains of it. */
  Duration within(Duration leaseLeft, Duration pause) {
    return shorter(pause, longer(least(), leaseLeft.dividedBy(3)));
  }

  private Duration least() {
    return shorter(retry, LEAST);
  }

  /** How long what was replaced is kept; with a lease for the pools that live on it. */
  Duration drain(boolean leased) {
    return drain != null ? drain : leased ? DRAIN_OF_LEASED : DRAIN;
  }

  /** A time that varies, so that not all bundles are due together. In nanoseconds. */
  long varied(Duration time) {
    return (long) (time.toNanos() * (1 + jitter * ThreadLocalRandom.current().nextDouble(-1, 1)));
  }

  /** One that is never longer: a store has said when. In nanoseconds. */
  private long early(Duration time) {
    return (long) (time.toNanos() * (1 - jitter * ThreadLocalRandom.current().nextDouble()));
  }

  static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
