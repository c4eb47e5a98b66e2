package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A provider that asks another one, for tests that look at what is asked. */
class Delegating implements SecretProvider {
  private final SecretProvider other;

  Delegating(SecretProvider other) {
    this.other = other;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    return other.fetch(bundle);
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return other.fetchIfChanged(bundle, known);
  }

  @Override
  public int batchSize() {
    return other.batchSize();
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    return other.fetchAll(known);
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    return other.normalize(bundle);
  }

  @Override
  public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    return other.watch(bundles, changed);
  }

  @Override
  public void retire(SecretLocation bundle, String version) {
    other.retire(bundle, version);
  }

  @Override
  public void close() {
    other.close();
  }
}
