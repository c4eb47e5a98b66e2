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
    awaitOutcomes(names);
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

  /** Until all have a value, or all were tried and waiting does not mend one, or time is over. */
  private void awaitOutcomes(List<Name> names) {
    while (inTime()) {
      CompletableFuture<Void> landing = engine.locked(engine::nextLanding);
      List<Name> missing =
          engine.locked(() -> names.stream().filter(name -> name.current() == null).toList());
      boolean tried = engine.locked(() -> missing.stream().allMatch(name -> name.failure != null));
      if (missing.isEmpty() || (tried && missing.stream().anyMatch(Start::isDefinite))) {
        return;
      }
      await(landing, missing.get(0));
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
