package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.Secret;
import java.io.Serial;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Who a store is at AWS: its keys, its profile, or what the SDK finds; asked for every request. */
final class StoreCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
  private final AwsCredentialsProvider source;

  private StoreCredentials(AwsCredentialsProvider source) {
    this.source = source;
  }

  static StoreCredentials of(ProviderSettings settings) {
    return new StoreCredentials(
        own(settings)
            .or(
                () ->
                    settings
                        .text(AwsSecretProviderFactory.PROFILE)
                        .map(ProfileCredentialsProvider::create))
            .orElseGet(
                () ->
                    AwsClients.isNamedByType(settings)
                        ? DefaultCredentialsProvider.builder().build()
                        : machine()));
  }

  private static Optional<AwsCredentialsProvider> own(ProviderSettings settings) {
    return settings
        .secret(AwsSecretProviderFactory.ACCESS_KEY_ID)
        .flatMap(
            id ->
                settings
                    .secret(AwsSecretProviderFactory.SECRET_ACCESS_KEY)
                    .map(
                        key ->
                            () ->
                                keys(
                                    id,
                                    key,
                                    settings.secret(AwsSecretProviderFactory.SESSION_TOKEN))));
  }

  private static AwsCredentials keys(
      Supplier<Secret> id, Supplier<Secret> key, Optional<Supplier<Secret>> token) {
    String accessKeyId = id.get().exposeString();
    String secretAccessKey = key.get().exposeString();
    return token.isPresent()
        ? AwsSessionCredentials.create(
            accessKeyId, secretAccessKey, token.get().get().exposeString())
        : AwsBasicCredentials.create(accessKeyId, secretAccessKey);
  }

  /** What the platform gave to this process, whatever its stores are called. */
  private static AwsCredentialsProvider machine() {
    return AwsCredentialsProviderChain.of(
        WebIdentityTokenFileCredentialsProvider.create(),
        ContainerCredentialsProvider.create(),
        InstanceProfileCredentialsProvider.create());
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return source.resolveCredentials();
    } catch (AbortedException e) {
      throw e;
    } catch (SdkClientException e) {
      throw new MissingException();
    }
  }

  @Override
  public void close() {
    if (source instanceof SdkAutoCloseable open) {
      open.close();
    }
  }

  /** Without the SDK's message, which is as long as its search. */
  static final class MissingException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }
}
