package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Key;
import io.keyturn.provider.ProviderSettings.Kind;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.util.List;

/**
 * Makes stores of type {@code aws}.
 *
 * <p>What its keys do not say, the AWS SDK finds in its own way ({@code AWS_REGION}, {@code
 * AWS_ENDPOINT_URL}, {@code AWS_PROFILE}, {@code AWS_ACCESS_KEY_ID} and their system properties),
 * but only for the store whose id is {@code aws}. Thread-safe.
 */
@SecretProviderFactory.Type(AwsSecretProviderFactory.TYPE)
public final class AwsSecretProviderFactory implements SecretProviderFactory {
  static final String TYPE = "aws";

  static final Key REGION =
      Key.optional(
          "region",
          Kind.TEXT,
          "Region of the secrets; for the store aws else AWS_REGION, or the profile's");
  static final Key ENDPOINT =
      Key.optional(
          "endpoint",
          Kind.URI,
          "Address in place of AWS's own; for the store aws else AWS_ENDPOINT_URL");
  static final Key PROFILE =
      Key.optional(
          "profile",
          Kind.TEXT,
          "Profile of the AWS configuration files; for the store aws else AWS_PROFILE");
  static final Key ACCESS_KEY_ID =
      Key.optional(
          "access-key-id",
          Kind.SECRET,
          "Access key id, together with secret-access-key, in place of the SDK's own search");
  static final Key SECRET_ACCESS_KEY =
      Key.optional(
          "secret-access-key", Kind.SECRET, "Secret access key, read again for every request");
  static final Key SESSION_TOKEN =
      Key.optional("session-token", Kind.SECRET, "Session token of temporary credentials");
  static final Key CONNECT_TIMEOUT =
      Key.optional("connect-timeout", Kind.DURATION, "How long a connection may take")
          .withDefault("2s");
  static final Key ATTEMPT_TIMEOUT =
      Key.optional("attempt-timeout", Kind.DURATION, "How long one attempt may take")
          .withDefault("3s");
  static final Key TIMEOUT =
      Key.optional(
              "timeout", Kind.DURATION, "How long one request may take with its one repetition")
          .withDefault("10s");

  /** Used by {@link java.util.ServiceLoader}. */
  public AwsSecretProviderFactory() {}

  @Override
  public List<Key> keys() {
    return List.of(
        REGION,
        ENDPOINT,
        PROFILE,
        ACCESS_KEY_ID,
        SECRET_ACCESS_KEY,
        SESSION_TOKEN,
        CONNECT_TIMEOUT,
        ATTEMPT_TIMEOUT,
        TIMEOUT);
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    return AwsSecretProvider.owning(AwsClients.create(settings));
  }
}
