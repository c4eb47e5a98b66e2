package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Several secrets in one BatchGetSecretValue, and which answer belongs to which of them. */
final class AwsBatch {
  /** AWS gives at least one secret a page; whoever gives endless pages is not AWS. */
  private static final int MAX_PAGES = 20;

  private final List<SecretValueEntry> values = new ArrayList<>();
  private final List<APIErrorType> errors = new ArrayList<>();

  private final AnswerSizes sizes;

  private AwsBatch(AnswerSizes sizes) {
    this.sizes = sizes;
  }

  /** The outcome of each bundle that the answer tells something about. */
  static Map<SecretLocation, Outcome> read(
      SecretsManagerClient client,
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known,
      AnswerSizes sizes) {
    AwsBatch batch = new AwsBatch(sizes);
    List<String> ids = bundles.stream().map(SecretLocation::path).toList();
    BatchGetSecretValueRequest request =
        BatchGetSecretValueRequest.builder().secretIdList(ids).build();
    client.batchGetSecretValuePaginator(request).stream().limit(MAX_PAGES).forEach(batch::add);
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    for (SecretLocation bundle : bundles) {
      Optional<String> version = known.getOrDefault(bundle, Optional.empty());
      batch.outcome(bundle, version).ifPresent(outcome -> outcomes.put(bundle, outcome));
    }
    return outcomes;
  }

  private void add(BatchGetSecretValueResponse page) {
    values.addAll(page.secretValues());
    errors.addAll(page.errors());
  }

  private Optional<Outcome> outcome(SecretLocation bundle, Optional<String> known) {
    String asked = bundle.path();
    return values.stream()
        .filter(value -> SecretId.matches(asked, value.name(), value.arn()))
        .findFirst()
        .map(value -> outcome(bundle, value, known))
        .or(() -> error(bundle));
  }

  private Outcome outcome(SecretLocation bundle, SecretValueEntry value, Optional<String> known) {
    sizes.note(bundle, value.secretString(), value.secretBinary());
    try {
      return AwsBundles.outcome(AwsBundles.of(bundle, value), known);
    } catch (SecretException e) {
      return new Outcome.Failed(e);
    }
  }

  private Optional<Outcome> error(SecretLocation bundle) {
    return errors.stream()
        .filter(error -> SecretId.matches(bundle.path(), error.secretId(), error.secretId()))
        .findFirst()
        .map(error -> new Outcome.Failed(AwsErrors.of(bundle, error.errorCode(), error.message())));
  }
}
