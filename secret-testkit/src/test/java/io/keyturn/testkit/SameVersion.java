package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.util.Optional;

/** Tells the second version as the first: of what changed, or of what was gone in between. */
final class SameVersion extends Retelling {
  private final boolean ofWhatWasGone;
  private boolean gone;

  SameVersion(SecretProvider sound, boolean ofWhatWasGone) {
    super(sound);
    this.ofWhatWasGone = ofWhatWasGone;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    try {
      return super.fetch(bundle);
    } catch (SecretNotFoundException e) {
      gone = true;
      throw e;
    }
  }

  @Override
  SecretBundle told(SecretLocation bundle, SecretBundle fetched) {
    boolean same = fetched.version().equals(Optional.of("2")) && gone == ofWhatWasGone;
    return same ? Breaking.versioned(bundle, fetched, "1") : fetched;
  }
}
