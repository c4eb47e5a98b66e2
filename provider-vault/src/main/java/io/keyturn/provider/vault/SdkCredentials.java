package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * The credentials of this process, where the AWS SDK finds them.
 *
 * <p>The one class that needs the SDK: nothing touches it but the login by AWS.
 */
final class SdkCredentials implements AwsKeys.Source {
  private final DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build();

  @Override
  public AwsKeys get() {
    AwsCredentials found = find();
    return new AwsKeys(
        found.accessKeyId(),
        found.secretAccessKey(),
        found instanceof AwsSessionCredentials session
            ? Optional.of(session.sessionToken())
            : Optional.empty());
  }

  /** What the SDK throws may quote what it has read, and does not say whether it passes. */
  private AwsCredentials find() {
    try {
      return provider.resolveCredentials();
    } catch (RuntimeException e) {
      throw Thread.currentThread().isInterrupted()
          ? VaultFailure.interrupted()
          : new VaultFailure(
              Kind.UNAVAILABLE,
              "no login: the AWS SDK finds no credentials of this process, by its default order");
    }
  }

  /** Closes the HTTP clients that the SDK may have for STS. */
  @Override
  public void close() {
    provider.close();
  }
}
