package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells other versions than the sound provider, however it is read. */
abstract class Retelling extends BrokenProvider {
  Retelling(SecretProvider sound) {
    super(sound);
  }

  /** The bundle with the version that is told. */
  abstract SecretBundle told(SecretLocation bundle, SecretBundle fetched);

  /** The version or location that the sound provider knows. */
  String sound(String told) {
    return told;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    return told(bundle, sound.fetch(SecretLocation.parse(sound(bundle.toString()))));
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return sound.fetchIfChanged(bundle, sound(known)) instanceof Outcome.Fetched fetched
        ? new Outcome.Fetched(told(bundle, fetched.bundle()))
        : new Outcome.Unchanged();
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    known.forEach((bundle, version) -> outcomes.put(bundle, Outcome.of(this, bundle, version)));
    return outcomes;
  }
}
