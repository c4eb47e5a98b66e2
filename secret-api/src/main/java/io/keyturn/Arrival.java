package io.keyturn;

import io.keyturn.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A secret that somebody waits for without a thread. */
final class Arrival {
  private final Name name;
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
              () -> engine.workers.execute(() -> fail("no answer within keyturn.read-timeout")));
      CompletableFuture<?> unused = secret.whenComplete((value, failure) -> end.cancel());
    }
    return secret.copy(); // who cancels his own ends nothing
  }

  private void look() {
    try {
      Secret current = name.current();
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

  /** Something has happened that it waits for, or all is closed. */
  void again() {
    if (!secret.isDone()) {
      engine.apart(this::look); // what waits for it is user code
    }
  }

  private void fail(String reason) {
    secret.completeExceptionally(name.unavailable(reason));
  }
}
