package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;

/** Puts a digest of the value into the version. */
final class HashedVersion extends Retelling {
  HashedVersion(SecretProvider sound) {
    super(sound);
  }

  @Override
  SecretBundle told(SecretLocation bundle, SecretBundle fetched) {
    String digest =
        Breaking.string(bundle, fetched).map(text -> Digests.of(text).get(1)).orElse("");
    return Breaking.versioned(bundle, fetched, fetched.version().orElse("") + "-" + digest);
  }

  @Override
  String sound(String told) {
    return told.replaceAll("-[0-9a-f]*$", "");
  }
}
