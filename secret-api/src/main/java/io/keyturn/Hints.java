package io.keyturn;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import java.time.Duration;
import java.util.Optional;

/**
 * What a store says beside the content, counted from when it was read.
 *
 * @param validFor how long it holds, where that is bounded
 * @param lookAgainIn when the store wants to be asked again, where it says so
 * @param confirm whether they are about what is served
 */
record Hints(Optional<Duration> validFor, Optional<Duration> lookAgainIn, boolean confirm) {
  static final Hints NONE = new Hints(Optional.empty(), Optional.empty(), true);

  static Hints of(SecretBundle bundle) {
    return new Hints(bundle.validFor(), bundle.lookAgainIn(), true);
  }

  static Hints of(Outcome.Unchanged unchanged) {
    return new Hints(unchanged.validFor(), unchanged.lookAgainIn(), true);
  }

  /** When to look again: where the store does not say, before what it gave ends. */
  Optional<Duration> next() {
    return lookAgainIn.isPresent() || validFor.isEmpty()
        ? lookAgainIn
        : Optional.of(validFor.get().dividedBy(3).multipliedBy(2));
  }

  /** What was brought says nothing of what is served; it is looked at again after that. */
  static Hints ofOther(Duration lookAgainIn) {
    return new Hints(Optional.empty(), Optional.of(lookAgainIn), false);
  }
}
