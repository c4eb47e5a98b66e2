package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Puts a digest of the value into the version. */
final class HashedVersion extends BrokenProvider {
  HashedVersion(SecretProvider sound) {
    super(sound);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    SecretBundle fetched = sound.fetch(SecretLocation.parse(sound(bundle.toString())));
    String digest =
        Breaking.string(bundle, fetched).map(text -> Digests.of(text).get(1)).orElse("");
    return Breaking.versioned(bundle, fetched, fetched.version().orElse("") + "-" + digest);
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return sound.fetchIfChanged(bundle, sound(known));
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    Map<SecretLocation, Optional<String>> asked = new LinkedHashMap<>();
    known.forEach((bundle, version) -> asked.put(bundle, version.map(HashedVersion::sound)));
    return sound.fetchAll(asked);
  }

  private static String sound(String withDigest) {
    return withDigest.replaceAll("-[0-9a-f]*$", "");
  }
}
