package io.keyturn.provider.aws;

import io.keyturn.secret.SecretException;
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

  Optional<SecretValueEntry> value(SecretLocation bundle) {
    String asked = region.secretId(bundle);
    return values.stream()
        .filter(value -> SecretId.matches(asked, value.name(), value.arn()))
        .findFirst();
  }

  Optional<SecretException> error(SecretLocation bundle) {
    String asked = region.secretId(bundle);
    return errors.stream()
        .filter(error -> SecretId.matches(asked, error.secretId(), error.secretId()))
        .findFirst()
        .map(error -> AwsErrors.of(bundle, error.errorCode(), error.message()));
  }
}
