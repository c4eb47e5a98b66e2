package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;

/** Says in its failures what it read last. */
final class Quoting extends BrokenProvider {
  private String last = "";

  Quoting(SecretProvider sound) {
    super(sound);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    try {
      SecretBundle fetched = sound.fetch(bundle);
      last = Breaking.string(bundle, fetched).orElse("");
      return fetched;
    } catch (SecretUnavailableException e) {
      throw new SecretUnavailableException(bundle, e.reason() + " after " + last);
    }
  }
}
