package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes stores of type {@code aws}.
 *
 * <p>What its keys do not say, the AWS SDK finds in its own way ({@code AWS_REGION}, {@code
 * AWS_ENDPOINT_URL}, {@code AWS_PROFILE}, {@code AWS_ACCESS_KEY_ID} and their system properties),
 * but only for the store whose id is {@code aws}. Thread-safe.
 */
@SecretProviderFactory.Type("aws")
public final class AwsSecretProviderFactory implements SecretProviderFactory {
  private final LongSupplier nanoTime;

  /** Used by {@link java.util.ServiceLoader}. */
  public AwsSecretProviderFactory() {
    this(System::nanoTime);
  }

  AwsSecretProviderFactory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public List<ProviderSettings.Key> keys() {
    return AwsKeys.ALL;
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    if (AgentSettings.areIn(settings)) {
      AgentSettings.check(settings);
      return AgentSecretProvider.of(settings);
    }
    return new AwsSecretProvider(
        new Regions(AwsClients.create(settings), nanoTime),
        StoreCredentials.described(settings),
        settings.flag(AwsKeys.DESCRIBE),
        nanoTime);
  }
}
