package io.keyturn.provider.aws;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Several secrets in one BatchGetSecretValue, and which answer belongs to which of them. */
final class AwsBatch {
  /** AWS gives at least one secret a page; whoever gives endless pages is not AWS. */
  private static final int MAX_PAGES = 20;

  private final StoreRegion region;
  private final List<SecretValueEntry> values = new ArrayList<>();
  private final List<APIErrorType> errors = new ArrayList<>();

  private AwsBatch(StoreRegion region) {
    this.region = region;
  }

  /** Asks a region. */
  static AwsBatch read(StoreRegion region, List<SecretLocation> bundles) {
    AwsBatch batch = new AwsBatch(region);
    List<String> ids = bundles.stream().map(region::secretId).toList();
    BatchGetSecretValueRequest request =
        BatchGetSecretValueRequest.builder().secretIdList(ids).build();
    region.client().batchGetSecretValuePaginator(request).stream()
        .limit(MAX_PAGES)
        .forEach(batch::add);
    return batch;
  }

  private void add(BatchGetSecretValueResponse page) {
    values.addAll(page.secretValues());
    errors.addAll(page.errors());
  }

  /**
   * Nothing where it is not sure which one is meant: a secret of another account, asked for by its
   * ARN, may have the same name.
   */
  Optional<SecretValueEntry> value(SecretLocation bundle) {
    String asked = region.secretId(bundle);
    List<SecretValueEntry> found =
        values.stream()
            .filter(value -> SecretId.matches(asked, value.name(), value.arn()))
            .toList();
    boolean isSure =
        found.stream().map(SecretValueEntry::arn).distinct().count() == 1
            && errorOf(asked).isEmpty();
    return isSure ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Nothing where a single read may be allowed: AWS permits BatchGetSecretValue neither across
   * accounts nor under a condition on the stage.
   */
  Optional<SecretException> error(SecretLocation bundle) {
    return errorOf(region.secretId(bundle))
        .filter(error -> !SecretId.isArn(bundle))
        .map(error -> AwsErrors.of(bundle, error.errorCode(), error.message()))
        .filter(error -> error.kind() != Kind.ACCESS_DENIED);
  }

  private Optional<APIErrorType> errorOf(String asked) {
    return errors.stream()
        .filter(error -> SecretId.matches(asked, error.secretId(), error.secretId()))
        .findFirst();
  }
}
