package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Waits until each declared name has an outcome; what is unavailable is tried until time is over.
 */
final class Start {
  private final Engine engine;
  private final Configuration configuration;
  private final long deadline;

  Start(Engine engine, Configuration configuration) {
    this.engine = engine;
    this.configuration = configuration;
    this.deadline = engine.timer.now() + engine.options.startupTimeout.toNanos();
  }

  /**
   * Resolves names; optional ones are asked once and not waited for.
   *
   * @throws SecretException of the gravest leaf, naming all that failed
   */
  void resolve() {
    List<Name> required = names(configuration.required());
    List<Name> all = new ArrayList<>(required);
    all.addAll(names(configuration.optional()));
    engine.submit(look(all));
    awaitOutcomes(required);
    List<SecretException> failures = failures(required);
    if (!failures.isEmpty()) {
      throw SecretException.all(failures);
    }
  }

  private List<Name> names(Collection<String> declared) {
    List<Name> names = new ArrayList<>();
    for (String name : declared) {
      names.add(engine.name(name, configuration.places(name), true));
    }
    return names;
  }

  private List<Flight> look(List<Name> names) {
    List<Flight> fresh = new ArrayList<>();
    engine.lock();
    try {
      for (Name name : names) {
        if (name.current() == null) {
          name.cell.look(Rotation.Why.POLL, fresh);
        }
      }
    } finally {
      engine.unlock();
    }
    return fresh;
  }

  /** Until all have a value, or all were tried and waiting does not mend one, or time is over. */
  private void awaitOutcomes(List<Name> names) {
    while (inTime()) {
      List<Name> missing = new ArrayList<>();
      CompletableFuture<Void> landing = landing(names, missing);
      if (landing == null) {
        return;
      }
      await(landing, missing.get(0));
    }
  }

  /**
   * The end of the look that may bring a value of one that is missing; null if no such look is
   * waited for.
   *
   * @param missing takes those that have no value
   */
  private @Nullable CompletableFuture<Void> landing(List<Name> names, List<Name> missing) {
    boolean tried = true;
    boolean definite = false;
    engine.lock();
    try {
      for (Name name : names) {
        if (name.current() == null) {
          missing.add(name);
          tried &= name.failure != null;
          definite |= isDefinite(name);
        }
      }
      return missing.isEmpty() || (tried && definite) ? null : engine.nextLanding();
    } finally {
      engine.unlock();
    }
  }

  private void await(CompletableFuture<Void> landing, Name name) {
    try {
      engine.await(landing, deadline, name, "keyturn.startup.timeout");
    } catch (SecretUnavailableException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
    }
  }

  private boolean inTime() {
    return deadline - engine.timer.now() > 0;
  }

  private static boolean isDefinite(Name name) {
    return name.failure != null && !(name.failure instanceof SecretUnavailableException);
  }

  /** Of those that have no value. */
  private List<SecretException> failures(List<Name> names) {
    List<SecretException> failures = new ArrayList<>();
    engine.lock();
    try {
      for (Name name : names) {
        if (name.current() == null) {
          failures.add(failure(name));
        }
      }
    } finally {
      engine.unlock();
    }
    return failures;
  }

  private static SecretException failure(Name name) {
    return name.failure != null
        ? name.failure.forName(name.name)
        : name.unavailable("no answer within keyturn.startup.timeout");
  }
}
