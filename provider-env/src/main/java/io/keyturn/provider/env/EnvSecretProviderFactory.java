package io.keyturn.provider.env;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.util.List;

/**
 * Makes stores of type {@code env}: each system property or environment variable of this process is
 * a bundle of its own. It has no keys. Thread-safe.
 */
@SecretProviderFactory.Type("env")
public final class EnvSecretProviderFactory implements SecretProviderFactory {
  /** For {@link java.util.ServiceLoader}. */
  public EnvSecretProviderFactory() {}

  @Override
  public List<ProviderSettings.Key> keys() {
    return List.of();
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    return new EnvSecretProvider(new Variables());
  }
}
