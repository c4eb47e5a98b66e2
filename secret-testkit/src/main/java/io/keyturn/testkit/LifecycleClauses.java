package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.BATCH;
import static io.keyturn.testkit.Capability.NO_THREADS;
import static io.keyturn.testkit.Capability.VERSIONS;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keyturn.secret.SecretLocation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A provider ends when it is closed. */
final class LifecycleClauses {
  static final List<Clause> ALL =
      List.of(
          Clause.of("close_can_be_called_again", LifecycleClauses::closeAgain),
          Clause.of("a_closed_provider_fetches_nothing", LifecycleClauses::fetchClosed),
          Clause.of("a_closed_provider_tells_no_change", LifecycleClauses::changeClosed, VERSIONS),
          Clause.of("a_closed_provider_reads_no_batch", LifecycleClauses::batchClosed, BATCH),
          Clause.of(
              "a_closed_provider_keeps_no_process_alive",
              trial -> threads(trial, thread -> !thread.isDaemon())),
          Clause.of(
              "a_closed_provider_leaves_no_thread",
              trial -> threads(trial, thread -> true),
              NO_THREADS));

  private LifecycleClauses() {}

  private static void closeAgain(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.fetch(bundle);

    trial.provider.close();
    trial.provider.close();
  }

  private static void fetchClosed(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    trial.fetch(bundle);

    trial.provider.close();

    assertThatIllegalStateException().isThrownBy(() -> trial.provider.fetch(bundle));
  }

  private static void changeClosed(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    String version = trial.version(bundle);

    trial.provider.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> trial.provider.fetchIfChanged(bundle, version));
  }

  private static void batchClosed(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);

    trial.provider.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> trial.provider.fetchAll(Map.of(bundle, Optional.empty())));
  }

  private static void threads(Trial trial, Predicate<Thread> unwanted) throws Exception {
    Set<Thread> before = new HashSet<>(Threads.all());
    try (Trial counted = trial.another()) {
      SecretLocation bundle = counted.at("alpha");
      counted.seed(bundle);
      counted.fetch(bundle);
      counted.provider.close();
    }
    for (Thread thread : Threads.all()) {
      if (!before.contains(thread) && unwanted.test(thread)) {
        Threads.assertEnds(thread, trial.harness.patience());
      }
    }
  }
}
