package io.keyturn.provider;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads bundles from one store.
 *
 * <p>Only {@link #fetch} need be written. A provider is thread-safe and is called concurrently. It
 * keeps no cache, repeats nothing, starts no thread but one to {@link #watch}, and has no
 * listeners: the engine does all that, once, for every store. It gives up by itself, in a finite
 * time, and soon when interrupted.
 *
 * <p>Failures are the leaves of {@link SecretException}, made of the location and a constant phrase
 * or the vendor's error code; never of text from a response, which may quote a secret. What is
 * passing (no connection, a timeout, throttling, a server's error) is never reported as not found.
 */
public interface SecretProvider extends AutoCloseable {
  /**
   * Reads a bundle; always a full read from the store.
   *
   * @param bundle a location without field, {@code decode} and {@code trim}, as {@link #normalize}
   *     spelt it
   * @return its content, with the version where the store has one
   * @throws SecretException if it cannot be read
   * @throws IllegalStateException if the provider is closed
   */
  SecretBundle fetch(SecretLocation bundle);

  /**
   * Reads a bundle if its version is another than the known one; the same as {@link #fetch} unless
   * overridden.
   *
   * @param bundle as for {@link #fetch}
   * @param known a version that this provider gave for this bundle
   * @return fetched or unchanged; a failure is thrown
   * @throws SecretException if it cannot be read
   * @throws IllegalStateException if the provider is closed
   */
  default Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return new Outcome.Fetched(fetch(bundle));
  }

  /**
   * {@return how many bundles {@link #fetchAll} takes at most; 1, the default: it is never called}
   */
  default int batchSize() {
    return 1;
  }

  /**
   * Reads several bundles in one request.
   *
   * @param known at most {@link #batchSize} bundles, each with the version that is known, or
   *     without one for a full read
   * @return one outcome for each; one that is missing counts as unavailable. If it throws, the
   *     bundles are read singly
   */
  default Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    known.forEach((bundle, version) -> outcomes.put(bundle, Outcome.of(this, bundle, version)));
    return outcomes;
  }

  /**
   * The one spelling of a bundle's location: two locations of the same bundle become equal. Without
   * input or output.
   *
   * @param bundle a location without field, {@code decode} and {@code trim}, as it was configured
   * @return the same bundle in its one spelling
   * @throws IllegalArgumentException if this store has no such paths, or does not know a parameter;
   *     users are shown its message as it is, so it says what is wrong and quotes no more than a
   *     parameter's name; a subclass is shown by its class only
   */
  default SecretLocation normalize(SecretLocation bundle) {
    if (!bundle.params().isEmpty()) {
      throw new IllegalArgumentException(
          "unknown parameter '" + bundle.params().firstKey() + "'; this store has none");
    }
    return bundle;
  }

  /**
   * Watches bundles, so that a change is seen before the next poll; watches nothing unless
   * overridden.
   *
   * <p>What it says is a hint to look now and no promise: polls go on beside it. The engine takes a
   * hint at once and looks at a bundle once a second at most because of hints. A provider whose
   * client needs a thread for this may start one here, which ends with the watch.
   *
   * @param bundles as for {@link #fetch}; more than once, each time other bundles
   * @param changed takes one of these bundles when it may have changed, on any thread, and returns
   *     at once; never throws
   * @return what ends the watch; {@link Watch#NONE} where this store watches nothing, and then it
   *     is not asked again
   * @throws RuntimeException if it cannot watch now; that is logged once, by its class, and tried
   *     again
   */
  default Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    return Watch.NONE;
  }

  /**
   * Nobody uses a version any more: a lease on it may be ended. Does nothing unless overridden.
   *
   * <p>It is called once for every version that this provider gave: a while after another took its
   * place, when all that was made from it is retired; soon where it was refused, came too late or
   * was never used. What is current, or on its way, when all is closed is left to {@link #close}.
   * Of one store one version is retired at a time, on a thread that may wait.
   *
   * @param bundle as for {@link #fetch}
   * @param version a version that this provider gave for this bundle
   * @throws RuntimeException if it fails; that is logged, by its class, and not repeated
   */
  default void retire(SecretLocation bundle, String version) {}

  /**
   * Ends connections and logins; idempotent. Reading afterwards is an {@link
   * IllegalStateException}.
   */
  @Override
  default void close() {}

  /** A watch on bundles, until it is closed. Thread-safe. */
  interface Watch extends AutoCloseable {
    /** Watches nothing. */
    Watch NONE =
        new Watch() {
          @Override
          public void close() {}
        };

    /** Ends it; idempotent. Nothing is said afterwards. */
    @Override
    void close();
  }

  /** What a look at a bundle brought. */
  sealed interface Outcome {
    /**
     * Asks a provider for one bundle; what it throws as a {@link SecretException} is a failure.
     *
     * @param provider the provider that is asked
     * @param bundle as for {@link #fetch}
     * @param known the version that is known; empty for a full read
     * @return what it brought; anything else that is thrown comes through
     */
    static Outcome of(SecretProvider provider, SecretLocation bundle, Optional<String> known) {
      try {
        return known.isPresent()
            ? provider.fetchIfChanged(bundle, known.get())
            : new Fetched(provider.fetch(bundle));
      } catch (SecretException e) {
        return new Failed(e);
      }
    }

    /**
     * The content of the bundle, whether it changed or not.
     *
     * @param bundle the content
     */
    record Fetched(SecretBundle bundle) implements Outcome {
      /**
       * Checks that it is there.
       *
       * @param bundle the content
       */
      public Fetched {
        Objects.requireNonNull(bundle, "bundle");
      }
    }

    /**
     * The known version is still the one.
     *
     * @param validFor how long it holds from now, where that is bounded
     * @param lookAgainIn when the store wants to be asked again, from now
     */
    record Unchanged(Optional<Duration> validFor, Optional<Duration> lookAgainIn)
        implements Outcome {
      /** Unchanged, without hints. */
      public Unchanged() {
        this(Optional.empty(), Optional.empty());
      }
    }

    /**
     * The bundle could not be read.
     *
     * @param exception why
     */
    record Failed(SecretException exception) implements Outcome {
      /**
       * Checks that it is there.
       *
       * @param exception why
       */
      public Failed {
        Objects.requireNonNull(exception, "exception");
      }
    }
  }
}
