package io.keyturn;

import io.keyturn.provider.Durations;
import java.util.Arrays;
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
  TTL("keyturn.cache.ttl", "5m", "How long a bundle is fresh before it is looked at again.") {
    @Override
    void set(Options options, String text) {
      options.ttl = Durations.parse(text);
    }
  },
  JITTER(
      "keyturn.cache.jitter", "0.1", "By which part the time to the next look varies, 0 to 0.5.") {
    @Override
    void set(Options options, String text) {
      options.jitter = fraction(text);
    }
  },
  MAX_STALE(
      "keyturn.cache.max-stale",
      "24h",
      "How long a value is served that no look has confirmed, if looks fail.") {
    @Override
    void set(Options options, String text) {
      options.maxStale = Durations.parse(text);
    }
  },
  WHEN_TOO_OLD(
      "keyturn.cache.when-too-old",
      "fail",
      "What readers get of a value that is older: the last failure, or with `serve` the value.") {
    @Override
    void set(Options options, String text) {
      options.whenTooOld = Secrets.WhenTooOld.of(text);
    }
  },
  NEGATIVE_TTL(
      "keyturn.cache.negative-ttl",
      "10s",
      "How long a missing name that is not declared is known to be missing.") {
    @Override
    void set(Options options, String text) {
      options.negativeTtl = Durations.parse(text);
    }
  },
  MAX_NAMES(
      "keyturn.cache.max-names",
      "10000",
      "How many names are kept that are not declared; beyond that the longest unread are forgotten.") {
    @Override
    void set(Options options, String text) {
      options.maxNames = count(text);
    }
  },
  IDLE(
      "keyturn.cache.idle",
      "10m",
      "How long a name that is not declared is kept, and looked at, without being read.") {
    @Override
    void set(Options options, String text) {
      options.idle = Durations.parse(text);
    }
  },
  RETRY(
      "keyturn.cache.retry",
      "1s",
      "The pause after a failed look; it doubles with each further one.") {
    @Override
    void set(Options options, String text) {
      options.retry = Durations.parse(text);
    }
  },
  RETRY_MAX(
      "keyturn.cache.retry-max", "the ttl, at most 30s", "The longest pause after failed looks.") {
    @Override
    void set(Options options, String text) {
      options.retryMax = Durations.parse(text);
    }
  },
  STARTUP_TIMEOUT(
      "keyturn.startup.timeout", "30s", "How long the start tries stores that are unavailable.") {
    @Override
    void set(Options options, String text) {
      options.startupTimeout = Durations.parse(text);
    }
  },
  READ_TIMEOUT(
      "keyturn.read-timeout",
      "10s",
      "How long a reader waits for a name that has never had a value.") {
    @Override
    void set(Options options, String text) {
      options.readTimeout = Durations.parse(text);
    }
  },
  FETCH_TIMEOUT("keyturn.fetch-timeout", "30s", "After what time a provider's call is given up.") {
    @Override
    void set(Options options, String text) {
      options.fetchTimeout = Durations.parse(text);
    }
  },
  VERIFY_TIMEOUT(
      "keyturn.rotation.verify-timeout",
      "10s",
      "How long a verifier may take before the candidate is refused.") {
    @Override
    void set(Options options, String text) {
      options.verifyTimeout = Durations.parse(text);
    }
  },
  BUILD_TIMEOUT(
      "keyturn.rotation.build-timeout",
      "30s",
      "How long a build of a mapped object may take before it has failed.") {
    @Override
    void set(Options options, String text) {
      options.buildTimeout = Durations.parse(text);
    }
  },
  DRAIN(
      "keyturn.rotation.drain",
      "30s",
      "How long a replaced object may still be in use before it is retired.") {
    @Override
    void set(Options options, String text) {
      options.drain = Durations.parse(text);
    }
  },
  OVERLAP(
      "keyturn.rotation.overlap",
      "1h",
      "How long after a turn the previous value is still accepted beside the current one.") {
    @Override
    void set(Options options, String text) {
      options.overlap = Durations.parse(text);
    }
  };

  final String key;
  final String defaultText;
  final String meaning;

  Setting(String key, String defaultText, String meaning) {
    this.key = key;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /**
   * Sets an option; nothing where the setting is no option of the engine.
   *
   * @throws IllegalArgumentException that says what is wrong with the text, without quoting it
   */
  void set(Options options, String text) {}

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
