package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A store as one Secrets sees it: which versions it gave, and of which of them it was told. */
final class Ledger extends Delegating {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** By bundle, the versions that were given since it was last told of them. */
  private final Map<SecretLocation, Set<String>> inUse = new HashMap<>();

  private final List<String> wrong = new ArrayList<>();

  Ledger(SecretProvider store) {
    super(store);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    SecretBundle fetched = super.fetch(bundle);
    given(bundle, fetched);
    return fetched;
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    Outcome outcome = super.fetchIfChanged(bundle, known);
    given(bundle, outcome);
    return outcome;
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    Map<SecretLocation, Outcome> outcomes = super.fetchAll(known);
    outcomes.forEach(this::given);
    return outcomes;
  }

  @Override
  public void retire(SecretLocation bundle, String version) {
    told(bundle, version);
    super.retire(bundle, version);
  }

  private void given(SecretLocation bundle, Outcome outcome) {
    if (outcome instanceof Outcome.Fetched fetched) {
      given(bundle, fetched.bundle());
    }
  }

  private void given(SecretLocation bundle, SecretBundle fetched) {
    lock.lock();
    try {
      fetched.version().ifPresent(version -> versions(bundle).add(version));
    } finally {
      lock.unlock();
    }
  }

  private void told(SecretLocation bundle, String version) {
    lock.lock();
    try {
      if (!versions(bundle).remove(version)) {
        wrong.add(version + " of " + bundle + " was retired, and was not given before");
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Set<String> versions(SecretLocation bundle) {
    return inUse.computeIfAbsent(bundle, b -> new LinkedHashSet<>());
  }

  /** What it was told and should not have been. */
  List<String> wrong() {
    lock.lock();
    try {
      return List.copyOf(wrong);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Of what it was not told: of each bundle it may be one version, that which was current at the
   * end. Waits so long for a thread that is about to tell it.
   */
  List<String> untold(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (left > 0 && !untold().isEmpty()) {
        left = changed.awaitNanos(left);
      }
      return untold();
    } finally {
      lock.unlock();
    }
  }

  private List<String> untold() {
    List<String> all = new ArrayList<>();
    inUse.forEach(
        (bundle, versions) -> {
          if (versions.size() > 1) {
            all.add("of " + bundle + " are in use: " + String.join(", ", versions));
          }
        });
    return all;
  }
}
