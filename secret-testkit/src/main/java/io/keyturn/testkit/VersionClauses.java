package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.CHANGE_CHECK;
import static io.keyturn.testkit.Capability.DELETE;
import static io.keyturn.testkit.Capability.PINNED_VERSION;
import static io.keyturn.testkit.Capability.UPDATE;
import static io.keyturn.testkit.Capability.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** A change is seen, by its value and by its version. */
final class VersionClauses {
  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.inEachWay("a_change_is_seen_by_the_next_read", VersionClauses::change, UPDATE),
              Clause.inEachWay("what_is_deleted_is_not_found", VersionClauses::deleted, DELETE),
              Clause.inEachWay(
                  "the_same_content_keeps_its_version", VersionClauses::same, VERSIONS),
              Clause.of("a_change_is_another_version", VersionClauses::another, VERSIONS, UPDATE),
              Clause.of(
                  "what_is_made_again_has_another_version",
                  VersionClauses::again,
                  VERSIONS,
                  DELETE),
              Clause.of(
                  "a_version_is_not_made_from_the_value",
                  VersionClauses::underived,
                  VERSIONS,
                  UPDATE),
              Clause.in(
                  Way.FULL,
                  "a_pinned_version_stays_what_it_was",
                  VersionClauses::pinned,
                  PINNED_VERSION),
              Clause.of(
                  "the_current_version_is_unchanged", VersionClauses::unchanged, CHANGE_CHECK)));

  private VersionClauses() {}

  private static void change(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    for (int i = 0; i < 3; i++) {
      String value = trial.seed(bundle);
      assertThat(trial.read(bundle)).isEqualTo(value);
    }
  }

  private static void deleted(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.fetch(bundle);

    trial.harness.delete(bundle);

    Trial.failure(SecretNotFoundException.class, () -> trial.fetch(bundle));
  }

  private static void same(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);

    assertThat(trial.version(bundle)).isNotEmpty().isEqualTo(trial.fetchedVersion(bundle));
  }

  private static void another(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    String first = trial.version(bundle);

    trial.seed(bundle);

    assertThat(trial.version(bundle)).isNotEqualTo(first);
  }

  private static void again(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    String first = trial.version(bundle);

    trial.harness.delete(bundle);
    var unused = Assertions.catchThrowable(() -> trial.fetch(bundle)); // judged by its own clause
    String value = trial.seed(bundle);

    assertThat(trial.read(bundle)).isEqualTo(value);
    assertThat(trial.version(bundle)).isNotEqualTo(first);
  }

  private static void underived(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    String value = trial.seed(bundle);
    String first = trial.version(bundle);
    trial.seed(bundle);
    trial.fetch(bundle);
    trial.seed(bundle, value);

    assertThat(trial.version(bundle))
        .as("the version of a value that came back")
        .isNotEqualTo(first);
    assertThat(Digests.of(value))
        .as("digests of the value")
        .noneMatch(digest -> first.toLowerCase(Locale.ROOT).contains(digest));
  }

  private static void pinned(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    String value = trial.seed(bundle);
    SecretLocation pinned = trial.harness.pinned(bundle, trial.fetchedVersion(bundle));
    trial.seed(bundle);

    SecretBundle fetched = trial.fetch(pinned);

    assertThat(trial.secret(fetched, pinned).exposeString()).isEqualTo(value);
    assertThat(fetched.fixed()).as("a pinned version cannot change").isTrue();
  }

  private static void unchanged(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);

    Outcome outcome = trial.provider.fetchIfChanged(bundle, trial.version(bundle));

    assertThat(outcome).isInstanceOf(Outcome.Unchanged.class);
  }
}
