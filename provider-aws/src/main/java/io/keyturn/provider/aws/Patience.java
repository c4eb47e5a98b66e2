package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long one call asks for its secrets one after the other: who waits for the call gives it
 * up as a whole, with what was answered until then.
 */
final class Patience {
  /** With one more request of 10 s, within the 30 s of {@code keyturn.fetch-timeout}. */
  private static final Duration MOST = Duration.ofSeconds(15);

  private final LongSupplier nanoTime;
  private final long start;

  /** From now on. */
  Patience(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  boolean isOver() {
    return nanoTime.getAsLong() - start > MOST.toNanos();
  }

  /** Of a secret that is not asked for any more. */
  Outcome failure(SecretLocation bundle) {
    return new Outcome.Failed(
        new SecretUnavailableException(
            bundle, "not asked for, since AWS took too long for others of the same look"));
  }
}
