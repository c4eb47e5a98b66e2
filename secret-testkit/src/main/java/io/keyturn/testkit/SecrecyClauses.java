package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.DELETE;
import static io.keyturn.testkit.Capability.DENIED;
import static io.keyturn.testkit.Capability.GARBAGE;
import static io.keyturn.testkit.Capability.SERVER_ERROR;
import static io.keyturn.testkit.Capability.UNREACHABLE;
import static io.keyturn.testkit.Capability.WRONG_CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Nothing tells a value. What is logged or printed, {@link LeakGuard} sees in every clause. */
final class SecrecyClauses {
  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.of("to_string_tells_no_value", SecrecyClauses::toStrings),
              Clause.inEachWay(
                  "a_failure_tells_nothing_but_where_and_why", SecrecyClauses::failuresAreSilent)));

  private SecrecyClauses() {}

  private static void toStrings(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);

    SecretBundle fetched = trial.fetch(bundle);

    LeakGuard.check(fetched.toString());
    LeakGuard.check(new SecretProvider.Outcome.Fetched(fetched).toString());
    LeakGuard.check(trial.secret(fetched, bundle).toString());
    LeakGuard.check(trial.provider.toString());
  }

  private static void failuresAreSilent(Trial trial) throws Exception {
    for (Throwable failure : failures(trial)) {
      assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
      LeakGuard.check(failure);
    }
  }

  /** One failure of each kind that this store can give, with a canary where it could be quoted. */
  private static List<Throwable> failures(Trial trial) throws Exception {
    List<Throwable> failures = new ArrayList<>();
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.fetch(bundle);
    SecretLocation missing = trial.nothingAt("missing");
    failures.add(catchThrowable(() -> trial.fetch(missing)));
    if (trial.can(DELETE)) {
      SecretLocation gone = trial.at("gone");
      trial.seed(gone);
      trial.fetch(gone);
      trial.harness.delete(gone);
      failures.add(catchThrowable(() -> trial.fetch(gone)));
    }
    if (trial.can(GARBAGE)) {
      SecretLocation garbage = trial.at("garbage");
      trial.harness.putGarbage(garbage, LeakGuard.canary().text());
      failures.add(catchThrowable(() -> trial.fetch(garbage)));
    }
    if (trial.can(WRONG_CREDENTIAL)) {
      try (SecretProvider stranger = trial.harness.wrongCredential()) {
        failures.add(catchThrowable(() -> trial.fetch(stranger, bundle)));
      }
    }
    if (trial.can(DENIED)) {
      SecretLocation denied = trial.at("denied");
      trial.seed(denied);
      trial.harness.denyAccess(denied);
      failures.add(catchThrowable(() -> trial.fetch(denied)));
    }
    if (trial.can(UNREACHABLE)) {
      trial.harness.goOffline();
      failures.add(catchThrowable(() -> trial.fetch(bundle)));
      trial.harness.online();
    }
    if (trial.can(SERVER_ERROR)) {
      trial.harness.breakDown();
      failures.add(catchThrowable(() -> trial.fetch(bundle)));
      trial.harness.online();
    }
    failures.removeIf(Objects::isNull); // what has to fail is judged by other clauses
    return failures;
  }
}
