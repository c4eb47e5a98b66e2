package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Which secrets are asked for together, as one store has learned it. Thread-safe. */
final class AwsBatches {
  /** The most ids BatchGetSecretValue takes: its API reference, {@code SecretIdList}. */
  static final int MOST = 20;

  private final String credentials;
  private final AnswerSizes sizes;
  private volatile boolean permitted = true;

  AwsBatches(String credentials, AnswerSizes sizes) {
    this.credentials = credentials;
    this.sizes = sizes;
  }

  int size() {
    return permitted ? MOST : 1;
  }

  /** The outcome of each bundle that need not be asked for by itself. */
  Map<SecretLocation, Outcome> read(
      SecretsManagerClient client,
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known) {
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    for (List<SecretLocation> batch : sizes.split(bundles)) {
      outcomes.putAll(readBatch(client, batch, known));
    }
    return outcomes;
  }

  private Map<SecretLocation, Outcome> readBatch(
      SecretsManagerClient client,
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known) {
    if (!permitted || bundles.size() < 2) {
      return Map.of();
    }
    try {
      return AwsBatch.read(client, bundles, known, sizes);
    } catch (RuntimeException e) {
      return AwsErrors.isTooLarge(e) ? readHalves(client, bundles, known) : failed(bundles, e);
    }
  }

  private Map<SecretLocation, Outcome> readHalves(
      SecretsManagerClient client,
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known) {
    int half = bundles.size() / 2;
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    outcomes.putAll(readBatch(client, bundles.subList(0, half), known));
    outcomes.putAll(readBatch(client, bundles.subList(half, bundles.size()), known));
    return outcomes;
  }

  /** Asking again singly helps where the batch was refused, not where AWS is away or overloaded. */
  private Map<SecretLocation, Outcome> failed(List<SecretLocation> bundles, RuntimeException why) {
    if (AwsErrors.isNotPermitted(why)) {
      permitted = false;
    }
    if (AwsErrors.kind(why) != Kind.UNAVAILABLE) {
      return Map.of();
    }
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    for (SecretLocation bundle : bundles) {
      outcomes.put(bundle, new Outcome.Failed(AwsErrors.of(bundle, why, credentials)));
    }
    return outcomes;
  }
}
