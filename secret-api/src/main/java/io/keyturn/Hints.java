package io.keyturn;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import java.time.Duration;
import java.util.Optional;

/**
 * What a store says beside the content.
 *
 * @param since when it said so: the times count from then
 * @param validFor how long it holds, where that is bounded
 * @param lookAgainIn when the store wants to be asked again, where it says so
 * @param confirm whether they are about what is served
 */
record Hints(
    Moment since, Optional<Duration> validFor, Optional<Duration> lookAgainIn, boolean confirm) {
  static final Hints NONE = new Hints(new Moment(0, 0), Optional.empty(), Optional.empty(), true);

  static Hints of(SecretBundle bundle, Moment since) {
    return of(since, bundle.validFor(), bundle.lookAgainIn());
  }

  static Hints of(Outcome.Unchanged unchanged, Moment since) {
    return of(since, unchanged.validFor(), unchanged.lookAgainIn());
  }

  private static Hints of(
      Moment since, Optional<Duration> validFor, Optional<Duration> lookAgainIn) {
    return validFor.isEmpty() && lookAgainIn.isEmpty()
        ? NONE // most stores say nothing, and it is kept with each version
        : new Hints(since, validFor, lookAgainIn, true);
  }

  /** What was brought says nothing of what is served; it is looked at again after that. */
  static Hints ofOther(Duration lookAgainIn, Moment since) {
    return new Hints(since, Optional.empty(), Optional.of(lookAgainIn), false);
  }

  /**
   * How long from then until the next look, which may be past: where the store does not say, it is
   * before what it gave ends.
   */
  Optional<Duration> next(Moment then) {
    Duration next = lookAgainIn.orElse(null);
    if (next == null && validFor.isPresent()) {
      next = validFor.get().dividedBy(3).multipliedBy(2);
    }
    return next == null ? Optional.empty() : Optional.of(next.minus(since.until(then)));
  }
}
