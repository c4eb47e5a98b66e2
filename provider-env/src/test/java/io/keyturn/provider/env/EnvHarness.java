package io.keyturn.provider.env;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** System properties that can change, or environment variables that cannot. */
final class EnvHarness implements ProviderHarness {
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final Set<Capability> capabilities =
      EnumSet.of(
          Capability.TEXT,
          Capability.JSON,
          Capability.NON_ASCII_NAMES,
          Capability.LARGE_VALUE,
          Capability.OVERSIZE,
          Capability.REFUSED_PATHS,
          Capability.NO_THREADS);
  private final SecretProvider provider;

  private EnvHarness(SecretProviderOf make, Set<Capability> more) {
    provider = make.provider(texts);
    capabilities.addAll(more);
  }

  static EnvHarness variables() {
    return new EnvHarness(
        texts -> OtherProcess.provider(Map.of(), texts), Set.of(Capability.FIXED));
  }

  static EnvHarness properties() {
    return new EnvHarness(
        texts -> OtherProcess.provider(texts, Map.of()),
        Set.of(Capability.UPDATE, Capability.DELETE));
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public SecretProvider provider() {
    return provider;
  }

  @Override
  public SecretLocation location(String name) {
    return SecretLocation.parse("env://" + name);
  }

  @Override
  public void putText(SecretLocation bundle, String text) {
    texts.put(bundle.path(), text);
  }

  @Override
  public void putJson(SecretLocation bundle, String json) {
    texts.put(bundle.path(), json);
  }

  @Override
  public void delete(SecretLocation bundle) {
    texts.remove(bundle.path());
  }

  @Override
  public List<SecretLocation> refusedPaths() {
    return List.of(SecretLocation.parse("env://a=b"), SecretLocation.parse("env://=a"));
  }

  @Override
  public void close() {
    provider.close();
  }

  private interface SecretProviderOf {
    SecretProvider provider(Map<String, String> texts);
  }
}
