package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.UPDATE;
import static io.keyturn.testkit.Capability.WATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Who watches a bundle is told when it may have changed. */
final class WatchClauses {
  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.of("a_change_is_told_to_who_watches", WatchClauses::change, WATCH, UPDATE),
              Clause.of("only_what_is_watched_is_told", WatchClauses::others, WATCH, UPDATE),
              Clause.of(
                  "nothing_is_told_when_a_watch_is_closed", WatchClauses::closed, WATCH, UPDATE)));

  private WatchClauses() {}

  /** What is told, and nothing that happened before. */
  private record Ear(BlockingQueue<SecretLocation> told, Watch watch) {
    static Ear at(Trial trial, SecretLocation... bundles) {
      BlockingQueue<SecretLocation> told = new LinkedBlockingQueue<>();
      return new Ear(told, trial.provider.watch(Set.of(bundles), told::add));
    }

    /** The first one that is told of this bundle, within the patience. */
    void hears(Trial trial, SecretLocation bundle) throws InterruptedException {
      long patience = trial.harness.patience().toNanos();
      assertThat(told.poll(patience, TimeUnit.NANOSECONDS)).as("what is told").isEqualTo(bundle);
    }
  }

  private static void change(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    Ear ear = Ear.at(trial, bundle);

    trial.seed(bundle);

    ear.hears(trial, bundle);
    ear.watch.close();
    ear.watch.close();
  }

  private static void others(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    SecretLocation other = trial.at("beta");
    trial.seed(bundle);
    trial.seed(other);
    Ear ear = Ear.at(trial, bundle);

    trial.seed(other);
    trial.seed(bundle);

    ear.hears(trial, bundle);
    ear.watch.close();
  }

  private static void closed(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);
    Ear closed = Ear.at(trial, bundle);
    Ear open = Ear.at(trial, bundle);
    closed.watch.close();
    closed.told.clear();

    trial.seed(bundle);

    open.hears(trial, bundle);
    assertThat(closed.told).as("what is told to a closed watch").isEmpty();
    open.watch.close();
  }
}
