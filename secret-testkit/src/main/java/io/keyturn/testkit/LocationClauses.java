package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.HANG;
import static io.keyturn.testkit.Capability.REFUSED_PATHS;
import static io.keyturn.testkit.Capability.SPELLINGS;
import static io.keyturn.testkit.Capability.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A bundle has one spelling, and it is found without asking the store. */
final class LocationClauses {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String UNKNOWN = "no-such-parameter";

  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.of("normalize_keeps_what_is_normal", LocationClauses::keeps),
              Clause.of(
                  "normalize_makes_spellings_of_one_bundle_equal",
                  LocationClauses::spellings,
                  SPELLINGS),
              Clause.of(
                  "normalize_refuses_an_unknown_parameter_by_its_name", LocationClauses::unknown),
              Clause.of(
                  "normalize_refuses_impossible_paths", LocationClauses::refuses, REFUSED_PATHS),
              Clause.of("normalize_does_not_ask_the_store", LocationClauses::offline, UNREACHABLE),
              Clause.of("normalize_does_not_wait_for_the_store", LocationClauses::hung, HANG)));

  private LocationClauses() {}

  private static void keeps(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");

    assertThat(trial.provider.normalize(bundle)).isEqualTo(bundle);
  }

  private static void spellings(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    String value = trial.seed(bundle);

    for (SecretLocation other : trial.harness.otherSpellings("alpha")) {
      SecretLocation normal = trial.provider.normalize(other);
      assertThat(normal).as("the normal spelling of %s", other).isEqualTo(bundle);
      assertThat(trial.secret(trial.provider.fetch(normal), normal).exposeString())
          .isEqualTo(value);
    }
  }

  private static void unknown(Trial trial) throws Exception {
    String value = LeakGuard.canary().text();
    SecretLocation bundle = SecretLocation.parse(trial.at("alpha") + "?" + UNKNOWN + "=" + value);

    Throwable thrown = catchThrowable(() -> trial.provider.normalize(bundle));

    assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(UNKNOWN);
    LeakGuard.check(thrown);
  }

  private static void refuses(Trial trial) {
    for (SecretLocation refused : trial.harness.refusedPaths()) {
      assertThat(catchThrowable(() -> trial.provider.normalize(refused)))
          .as("%s", refused)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void offline(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.harness.goOffline();

    assertThatCode(() -> trial.provider.normalize(bundle)).doesNotThrowAnyException();
  }

  /** Also who asks and says nothing of the failure has to wait for it. */
  private static void hung(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.harness.hang();

    Threads.within(SHORT, () -> trial.provider.normalize(bundle));
  }
}
