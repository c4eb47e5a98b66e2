package io.keyturn;

import io.keyturn.provider.Durations;
import java.util.Optional;

/**
 * The keys of configuration that belong to no store and no name; the reference is made from them.
 */
enum Setting {
  STORE(
      "keyturn.store",
      "env",
      "The id of the active store: where names without a pin are read from."),
  CONFIG("keyturn.config", "none", "A properties file with more configuration."),
  OPTIONAL("keyturn.optional", "none", "Names that may be missing, separated by commas."),
  REQUIRED("keyturn.required", "none", "Names that must be there at start, separated by commas."),
  TTL("keyturn.cache.ttl", "5m", "How long a bundle is fresh before it is looked at again."),
  JITTER(
      "keyturn.cache.jitter",
      "0.1",
      "By which part the time to the next look varies, 0 to 0.5; downwards only where a store says when."),
  MAX_STALE(
      "keyturn.cache.max-stale",
      "24h",
      "How long a value is served that no look has confirmed, if looks fail."),
  WHEN_TOO_OLD(
      "keyturn.cache.when-too-old",
      "fail",
      "What readers get of a value that is older: the last failure, or with `serve` the value."),
  NEGATIVE_TTL(
      "keyturn.cache.negative-ttl",
      "10s",
      "How long a missing name that is not declared is known to be missing."),
  MAX_NAMES(
      "keyturn.cache.max-names",
      "10000",
      "How many names are kept that are not declared; beyond that the longest unread are forgotten."),
  IDLE(
      "keyturn.cache.idle",
      "10m",
      "How long a name that is not declared is kept, and looked at, without being read."),
  RETRY(
      "keyturn.cache.retry",
      "1s",
      "The pause after a failed look; it doubles with each further one."),
  RETRY_MAX(
      "keyturn.cache.retry-max",
      "the ttl, at most 30s",
      "The longest pause after failed looks; shorter before a lease ends."),
  STARTUP_TIMEOUT(
      "keyturn.startup.timeout", "30s", "How long the start tries stores that are unavailable."),
  READ_TIMEOUT(
      "keyturn.read-timeout",
      "10s",
      "How long a reader waits for a name that has never had a value."),
  FETCH_TIMEOUT("keyturn.fetch-timeout", "30s", "After what time a provider's call is given up."),
  VERIFY_TIMEOUT(
      "keyturn.rotation.verify-timeout",
      "10s",
      "How long a verifier may take before the candidate is refused."),
  BUILD_TIMEOUT(
      "keyturn.rotation.build-timeout",
      "30s",
      "How long a build of a mapped object may take before it has failed."),
  DRAIN(
      "keyturn.rotation.drain",
      "30s; with a lease 10m",
      "How long a replaced object may still be in use before it is retired; no longer than its lease."),
  OVERLAP(
      "keyturn.rotation.overlap",
      "1h",
      "How long after a turn the previous value is still accepted beside the current one.");

  final String key;
  final String defaultText;
  final String meaning;

  Setting(String key, String defaultText, String meaning) {
    this.key = key;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  static Optional<Setting> of(String key) {
    for (Setting setting : values()) {
      if (setting.key.equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /**
   * Sets an option; nothing where the setting is no option of the engine.
   *
   * @throws IllegalArgumentException that says what is wrong with the text, without quoting it
   */
  void set(Options options, String text) {
    switch (this) {
      case TTL -> options.ttl = Durations.parse(text);
      case JITTER -> options.jitter = fraction(text);
      case MAX_STALE -> options.maxStale = Durations.parse(text);
      case WHEN_TOO_OLD -> options.whenTooOld = Secrets.WhenTooOld.of(text);
      case NEGATIVE_TTL -> options.negativeTtl = Durations.parse(text);
      case MAX_NAMES -> options.maxNames = count(text);
      case IDLE -> options.idle = Durations.parse(text);
      case RETRY -> options.retry = Durations.parse(text);
      case RETRY_MAX -> options.retryMax = Durations.parse(text);
      case STARTUP_TIMEOUT -> options.startupTimeout = Durations.parse(text);
      case READ_TIMEOUT -> options.readTimeout = Durations.parse(text);
      case FETCH_TIMEOUT -> options.fetchTimeout = Durations.parse(text);
      case VERIFY_TIMEOUT -> options.verifyTimeout = Durations.parse(text);
      case BUILD_TIMEOUT -> options.buildTimeout = Durations.parse(text);
      case DRAIN -> options.drain = Durations.parse(text);
      case OVERLAP -> options.overlap = Durations.parse(text);
      case STORE, CONFIG, OPTIONAL, REQUIRED -> {}
    }
  }

  private static int count(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below; the exception quotes the text
    }
    throw new IllegalArgumentException("is not a number from 1 on");
  }

  private static double fraction(String text) {
    try {
      double fraction = Double.parseDouble(text);
      if (fraction >= 0 && fraction <= 0.5) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      // said below; the exception quotes the text
    }
    throw new IllegalArgumentException("is not a number from 0 to 0.5");
  }
}
