package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes everything on to a sound provider, so that a broken one need only write what it breaks.
 */
class BrokenProvider implements SecretProvider {
  final SecretProvider sound;

  BrokenProvider(SecretProvider sound) {
    this.sound = sound;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    return sound.fetch(bundle);
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return sound.fetchIfChanged(bundle, known);
  }

  @Override
  public int batchSize() {
    return sound.batchSize();
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    return sound.fetchAll(known);
  }

  @Override
  public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    return sound.watch(bundles, changed);
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    return sound.normalize(bundle);
  }

  @Override
  public void close() {
    sound.close();
  }

  @Override
  public String toString() {
    return sound.toString();
  }
}
