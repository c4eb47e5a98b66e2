package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.DENIED;
import static io.keyturn.testkit.Capability.GARBAGE;
import static io.keyturn.testkit.Capability.HANG;
import static io.keyturn.testkit.Capability.SERVER_ERROR;
import static io.keyturn.testkit.Capability.UNREACHABLE;
import static io.keyturn.testkit.Capability.WRONG_CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.List;
import java.util.stream.Stream;

/** Each failure is its leaf; what passes is never "not found". */
final class FailureClauses {
  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.in(
                  Way.FULL,
                  "what_is_missing_is_not_found_at_the_location_asked",
                  FailureClauses::missing),
              Clause.inEachWay("what_is_refused_is_denied", FailureClauses::denied, DENIED),
              Clause.inEachWay(
                  "a_wrong_credential_is_denied",
                  FailureClauses::wrongCredential,
                  WRONG_CREDENTIAL),
              Clause.inEachWay(
                  "an_unreachable_store_is_unavailable_until_it_is_back",
                  FailureClauses::unreachable,
                  UNREACHABLE),
              Clause.inEachWay(
                  "a_failing_store_is_unavailable_until_it_is_well",
                  FailureClauses::failing,
                  SERVER_ERROR),
              Clause.inEachWay(
                  "a_hung_store_is_given_up_as_unavailable", FailureClauses::hung, HANG),
              Clause.inEachWay(
                  "malformed_content_is_a_format_error", FailureClauses::garbage, GARBAGE)));

  private FailureClauses() {}

  private static void missing(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");

    trial.fails(SecretNotFoundException.class, bundle);
  }

  private static void denied(Trial trial) throws Exception {
    SecretLocation denied = trial.at("alpha");
    SecretLocation allowed = trial.at("beta");
    trial.seed(denied);
    String value = trial.seed(allowed);
    trial.harness.denyAccess(denied);

    trial.fails(SecretAccessDeniedException.class, denied);

    assertThat(trial.read(allowed)).isEqualTo(value);
  }

  private static void wrongCredential(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    try (SecretProvider stranger = trial.harness.wrongCredential()) {
      Trial.failure(SecretAccessDeniedException.class, () -> trial.fetch(stranger, bundle));
    }
  }

  private static void unreachable(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    SecretLocation other = trial.at("beta");
    String value = trial.seed(bundle);
    trial.harness.goOffline();

    unavailable(trial, bundle);
    unavailable(trial, other);

    trial.harness.online();
    assertThat(trial.read(bundle)).isEqualTo(value);
  }

  private static void failing(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    SecretLocation other = trial.at("beta");
    String value = trial.seed(bundle);
    trial.harness.breakDown();

    unavailable(trial, bundle);
    unavailable(trial, other);

    trial.harness.online();
    assertThat(trial.read(bundle)).isEqualTo(value);
  }

  private static void hung(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    String value = trial.seed(bundle);
    trial.harness.hang();

    unavailable(trial, bundle);

    trial.harness.online();
    assertThat(trial.read(bundle)).isEqualTo(value);
  }

  private static void unavailable(Trial trial, SecretLocation bundle) {
    Threads.within(
        trial.harness.patience(), () -> trial.fails(SecretUnavailableException.class, bundle));
  }

  private static void garbage(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.harness.putGarbage(bundle, LeakGuard.canary().text());

    trial.fails(SecretFormatException.class, bundle);
  }
}
