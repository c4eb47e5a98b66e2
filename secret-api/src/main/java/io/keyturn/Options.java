package io.keyturn;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the engine behaves; the defaults are those of {@code docs/configuration.md}. */
final class Options {
  Duration ttl = Duration.ofMinutes(5);
  double jitter = 0.1;
  Duration negativeTtl = Duration.ofSeconds(10);
  Duration retry = Duration.ofSeconds(1);
  @Nullable Duration retryMax;
  Duration startupTimeout = Duration.ofSeconds(30);
  Duration readTimeout = Duration.ofSeconds(10);
  Duration fetchTimeout = Duration.ofSeconds(30);
  Duration verifyTimeout = Duration.ofSeconds(10);
  Duration buildTimeout = Duration.ofSeconds(30);
  Duration drain = Duration.ofSeconds(30);
  final Map<String, Duration> ttlFor = new HashMap<>();

  Duration ttl(String name) {
    return ttlFor.getOrDefault(name, ttl);
  }

  /** The longest pause between tries: what was set, else the ttl or 30 s, whichever is shorter. */
  Duration retryMax(Duration ttlOfBundle) {
    if (retryMax != null) {
      return retryMax;
    }
    Duration most = Duration.ofSeconds(30);
    return ttlOfBundle.compareTo(most) < 0 ? ttlOfBundle : most;
  }
}
