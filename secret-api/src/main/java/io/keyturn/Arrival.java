package io.keyturn;

import io.keyturn.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A secret that somebody waits for without a thread. */
final class Arrival {
  private Name name;
  private final Engine engine;
  private final CompletableFuture<Secret> secret = new CompletableFuture<>();

  Arrival(Name name) {
    this.name = name;
    this.engine = name.engine;
  }

  CompletableFuture<Secret> secret() {
    engine.arrivals.add(this);
    look();
    CompletableFuture<?> known = secret.whenComplete((s, failure) -> engine.arrivals.remove(this));
    if (!known.isDone()) {
      Timer.Entry end =
          engine.timer.after(
              engine.options.readTimeout,
              () -> engine.workers.execute(new Pool.Outside(this::timeOut)));
      CompletableFuture<?> unused = secret.whenComplete((value, failure) -> end.cancel());
    }
    return secret.copy(); // who cancels his own ends nothing
  }

  /** Completes if the secret or its failure is known, or all is closed; else waits on. */
  void look() {
    try {
      name = name.orItsSuccessor();
      Secret current = name.handle.shown();
      if (current != null) {
        secret.complete(current);
        return;
      }
      List<Flight> fresh = new ArrayList<>(1);
      CompletableFuture<Void> landing = engine.locked(() -> name.landing(fresh));
      engine.submit(fresh);
      CompletableFuture<?> unused = landing.whenComplete((nothing, failure) -> again());
    } catch (RuntimeException e) {
      secret.completeExceptionally(e);
    }
  }

  private void again() {
    if (!secret.isDone() && engine.isOpen()) {
      engine.workers.execute(new Pool.Outside(this::look)); // what waits for it is user code
    }
  }

  private void timeOut() {
    secret.completeExceptionally(name.unavailable("no answer within keyturn.read-timeout"));
  }
}
