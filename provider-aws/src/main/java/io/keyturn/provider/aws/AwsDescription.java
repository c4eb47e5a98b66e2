package io.keyturn.provider.aws;

import io.keyturn.provider.aws.Regions.Answer;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.util.List;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * What DescribeSecret tells of a secret, for which nothing is decrypted.
 *
 * <p>It answers for a secret that is scheduled for deletion too, with a {@code DeletedDate}, and
 * for a stage that no version has ({@code VersionIdsToStages}): API reference, DescribeSecret. Such
 * a secret is not confirmed, so that it is read, and GetSecretValue says what is wrong.
 */
final class AwsDescription {
  private AwsDescription() {}

  /** Whether the version that is known is still the one at the bundle's stage. */
  static Answer<Boolean> confirms(
      Regions regions, SecretLocation bundle, String known, String credentials) {
    try {
      return regions.ask(region -> confirms(region, bundle, known));
    } catch (RuntimeException e) {
      throw failure(bundle, e, credentials);
    }
  }

  private static boolean confirms(StoreRegion region, SecretLocation bundle, String known) {
    DescribeSecretRequest request =
        DescribeSecretRequest.builder().secretId(region.secretId(bundle)).build();
    DescribeSecretResponse secret = region.client().describeSecret(request);
    return secret.deletedDate() == null
        && secret
            .versionIdsToStages()
            .getOrDefault(known, List.of())
            .contains(SecretId.stage(bundle));
  }

  /** Reading in its place would call KMS at every look, which the key is there to save. */
  private static SecretException failure(
      SecretLocation bundle, RuntimeException e, String credentials) {
    if (AwsErrors.isNotPermitted(e)) {
      return new SecretAccessDeniedException(
          bundle, "AccessDeniedException: allow DescribeSecret, or leave out the key 'describe'");
    }
    return AwsErrors.isThrottled(e)
        ? new SecretUnavailableException(
            bundle, "throttled: raise keyturn.cache.ttl, or leave out the key 'describe'")
        : AwsErrors.of(bundle, e, credentials);
  }
}
