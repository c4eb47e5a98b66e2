package io.keyturn;

import io.keyturn.secret.SecretBundle;
import java.time.Duration;
import java.util.Optional;

/**
 * What a store says beside the content, counted from when it was read.
 *
 * @param validFor how long it holds, where that is bounded
 * @param lookAgainIn when the store wants to be asked again, where it says so
 */
record Hints(Optional<Duration> validFor, Optional<Duration> lookAgainIn) {
  static final Hints NONE = new Hints(Optional.empty(), Optional.empty());

  static Hints of(SecretBundle bundle) {
    return new Hints(bundle.validFor(), bundle.lookAgainIn());
  }
}
