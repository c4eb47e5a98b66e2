package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Waits until each declared name has an outcome; what is unavailable is tried until time is over.
 */
final class Start {
  private final Engine engine;
  private final long deadline;

  Start(Engine engine) {
    this.engine = engine;
    this.deadline = engine.timer.now() + engine.options.startupTimeout.toNanos();
  }

  /**
   * Resolves names.
   *
   * @param optional are asked once and not waited for
   * @throws SecretException of the gravest leaf, naming all that failed
   */
  void resolve(Collection<String> required, Collection<String> optional) {
    List<Name> names = required.stream().map(name -> engine.name(name, true)).toList();
    List<Name> others = optional.stream().map(name -> engine.name(name, true)).toList();
    List<Flight> fresh = new ArrayList<>();
    engine.locked(() -> look(names, fresh));
    engine.locked(() -> look(others, fresh));
    engine.submit(fresh);
    names.forEach(this::awaitOutcome);
    if (definite(names) == 0) {
      names.forEach(this::awaitRecovery);
    }
    List<SecretException> failures =
        names.stream().map(this::failure).filter(Objects::nonNull).toList();
    if (!failures.isEmpty()) {
      throw SecretException.all(failures);
    }
  }

  private static void look(List<Name> names, List<Flight> fresh) {
    for (Name name : names) {
      if (name.current() == null) {
        name.cell.look(Rotation.Why.POLL, fresh);
      }
    }
  }

  /** Until it has a value or has failed once. */
  private void awaitOutcome(Name name) {
    while (inTime() && engine.locked(() -> name.current() == null && name.failure == null)) {
      awaitLanding(name);
    }
  }

  /** Until it has a value or has failed in a way that waiting does not mend. */
  private void awaitRecovery(Name name) {
    while (inTime() && engine.locked(() -> name.current() == null && !isDefinite(name.failure))) {
      awaitLanding(name);
    }
  }

  private void awaitLanding(Name name) {
    CompletableFuture<Void> landing =
        engine.locked(
            () ->
                name.current() != null || isDefinite(name.failure)
                    ? CompletableFuture.completedFuture(null)
                    : name.cell.landing());
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

  private static long definite(List<Name> names) {
    return names.stream().filter(name -> isDefinite(name.failure)).count();
  }

  private static boolean isDefinite(@Nullable SecretException failure) {
    return failure != null && !(failure instanceof SecretUnavailableException);
  }

  private @Nullable SecretException failure(Name name) {
    return engine.locked(
        () ->
            name.current() != null
                ? null
                : name.failure != null
                    ? name.failure.forName(name.name)
                    : name.unavailable("no answer within keyturn.startup.timeout"));
  }
}
