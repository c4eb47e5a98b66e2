package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.BATCH;
import static io.keyturn.testkit.Capability.CHANGE_CHECK;
import static io.keyturn.testkit.Capability.DENIED;
import static io.keyturn.testkit.Capability.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A batch is several reads, each with its own outcome. */
final class BatchClauses {
  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.of("a_full_batch_has_the_outcome_of_each_bundle", BatchClauses::full, BATCH),
              Clause.of("a_missing_bundle_spoils_no_batch", BatchClauses::missing, BATCH),
              Clause.of("a_denied_bundle_spoils_no_batch", BatchClauses::denied, BATCH, DENIED),
              Clause.of(
                  "a_batch_tells_what_is_unchanged",
                  BatchClauses::unchanged,
                  BATCH,
                  CHANGE_CHECK,
                  VERSIONS)));

  private BatchClauses() {}

  private static void full(Trial trial) throws Exception {
    int size = trial.provider.batchSize();
    assertThat(size).as("batchSize").isBetween(2, 1000);
    Map<SecretLocation, String> values = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      SecretLocation bundle = trial.at("bundle" + letters(i));
      values.put(bundle, trial.seed(bundle));
    }
    Map<SecretLocation, Optional<String>> asked = new LinkedHashMap<>();
    values.keySet().forEach(bundle -> asked.put(bundle, Optional.empty()));

    Map<SecretLocation, Outcome> outcomes = trial.provider.fetchAll(asked);

    assertThat(outcomes).containsOnlyKeys(values.keySet());
    values.forEach((bundle, value) -> assertThat(value(trial, bundle, outcomes)).isEqualTo(value));
  }

  private static void missing(Trial trial) throws Exception {
    SecretLocation there = trial.at("alpha");
    SecretLocation missing = trial.at("beta");
    String value = trial.seed(there);

    Map<SecretLocation, Outcome> outcomes = trial.provider.fetchAll(unknown(there, missing));

    assertThat(value(trial, there, outcomes)).isEqualTo(value);
  }

  private static void denied(Trial trial) throws Exception {
    SecretLocation there = trial.at("alpha");
    SecretLocation denied = trial.at("beta");
    String value = trial.seed(there);
    trial.seed(denied);
    trial.harness.denyAccess(denied);

    Map<SecretLocation, Outcome> outcomes = trial.provider.fetchAll(unknown(there, denied));

    assertThat(value(trial, there, outcomes)).isEqualTo(value);
  }

  private static void unchanged(Trial trial) throws Exception {
    SecretLocation kept = trial.at("alpha");
    SecretLocation changed = trial.at("beta");
    trial.seed(kept);
    trial.seed(changed);
    Map<SecretLocation, Optional<String>> known =
        Map.of(
            kept, Optional.of(trial.version(kept)), changed, Optional.of(trial.version(changed)));
    String value = trial.seed(changed);

    Map<SecretLocation, Outcome> outcomes = trial.provider.fetchAll(known);

    assertThat(outcomes.get(kept)).isInstanceOf(Outcome.Unchanged.class);
    assertThat(value(trial, changed, outcomes)).isEqualTo(value);
  }

  private static Map<SecretLocation, Optional<String>> unknown(
      SecretLocation one, SecretLocation other) {
    return Map.of(one, Optional.empty(), other, Optional.empty());
  }

  private static String value(
      Trial trial, SecretLocation bundle, Map<SecretLocation, Outcome> outcomes) {
    SecretBundle fetched = outcome(Outcome.Fetched.class, bundle, outcomes).bundle();
    return trial.secret(fetched, bundle).exposeString();
  }

  private static <O extends Outcome> O outcome(
      Class<O> type, SecretLocation bundle, Map<SecretLocation, Outcome> outcomes) {
    Outcome outcome = outcomes.get(bundle);
    assertThat(outcome).as("the outcome of %s", bundle).isInstanceOf(type);
    return Objects.requireNonNull(type.cast(outcome));
  }

  /** A number in letters, since names have no digits. */
  private static String letters(int number) {
    return Integer.toString(number)
        .chars()
        .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
        .reduce("", String::concat);
  }
}
