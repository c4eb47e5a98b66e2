package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.provider.aws.Regions.Answer;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Which secrets are asked for together, as one store has learned it. Thread-safe. */
final class AwsBatches {
  /** The most ids BatchGetSecretValue takes: its API reference, {@code SecretIdList}. */
  static final int MOST = 20;

  private final Regions regions;
  private final String credentials;
  private final AnswerSizes sizes;
  private final Remarks remarks;
  private volatile boolean permitted = true;

  AwsBatches(Regions regions, String credentials, AnswerSizes sizes, Remarks remarks) {
    this.regions = regions;
    this.credentials = credentials;
    this.sizes = sizes;
    this.remarks = remarks;
  }

  int size() {
    return permitted ? MOST : 1;
  }

  /** The outcome of each bundle that need not be asked for by itself. */
  Map<SecretLocation, Outcome> read(
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known,
      Patience patience) {
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    for (List<SecretLocation> batch : sizes.split(bundles)) {
      outcomes.putAll(readBatch(batch, known, patience));
    }
    return outcomes;
  }

  private Map<SecretLocation, Outcome> readBatch(
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known,
      Patience patience) {
    if (!permitted || bundles.size() < 2 || patience.isOver()) {
      return Map.of();
    }
    try {
      return outcomes(regions.ask(region -> AwsBatch.read(region, bundles)), bundles, known);
    } catch (RuntimeException e) {
      return AwsErrors.isTooLarge(e) ? readHalves(bundles, known, patience) : failed(bundles, e);
    }
  }

  /** What another region has not may be in the first: it is left out. */
  private Map<SecretLocation, Outcome> outcomes(
      Answer<AwsBatch> answer,
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known) {
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    for (SecretLocation bundle : bundles) {
      Optional<SecretValueEntry> value = answer.value().value(bundle);
      if (value.isPresent()) {
        Optional<String> version = known.getOrDefault(bundle, Optional.empty());
        outcomes.put(bundle, outcome(bundle, value.get(), answer.remark(), version));
      } else if (answer.remark().isEmpty()) {
        answer.value().error(bundle).ifPresent(e -> outcomes.put(bundle, new Outcome.Failed(e)));
      }
    }
    return outcomes;
  }

  private Outcome outcome(
      SecretLocation bundle,
      SecretValueEntry value,
      Optional<Remark> remark,
      Optional<String> known) {
    sizes.note(bundle, value.secretString(), value.secretBinary());
    try {
      return remarks.outcome(bundle, AwsBundles.of(bundle, value, remark), known);
    } catch (SecretException e) {
      return new Outcome.Failed(e);
    }
  }

  private Map<SecretLocation, Outcome> readHalves(
      List<SecretLocation> bundles,
      Map<SecretLocation, Optional<String>> known,
      Patience patience) {
    int half = bundles.size() / 2;
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    outcomes.putAll(readBatch(bundles.subList(0, half), known, patience));
    outcomes.putAll(readBatch(bundles.subList(half, bundles.size()), known, patience));
    return outcomes;
  }

  /** Asking again singly helps where the batch was refused, not where AWS is away or overloaded. */
  private Map<SecretLocation, Outcome> failed(List<SecretLocation> bundles, RuntimeException why) {
    if (AwsErrors.isNotPermitted(why)) {
      permitted = false;
    }
    if (!AwsErrors.isPassing(why)) {
      return Map.of();
    }
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    for (SecretLocation bundle : bundles) {
      outcomes.put(bundle, new Outcome.Failed(AwsErrors.of(bundle, why, credentials)));
    }
    return outcomes;
  }
}
