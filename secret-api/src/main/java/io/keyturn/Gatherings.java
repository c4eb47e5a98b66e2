package io.keyturn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Has bundles turn together whose values are used together, as in a record over several of them:
 * before one of them turns the others are looked at.
 */
final class Gatherings {
  /** How long a bundle that has something new waits for a look at another one. */
  private static final Duration MOST = Duration.ofSeconds(1);

  private final Engine engine;

  /** Those that wait for a look; guarded by the engine's lock. */
  private final List<Gathering> waiting = new ArrayList<>(0);

  Gatherings(Engine engine) {
    this.engine = engine;
  }

  /** A look has brought something new: it turns now, or as soon as the others were looked at. */
  void enter(Landing landing) {
    List<Flight> fresh = new ArrayList<>(0);
    List<Gathering.Look> looks = new ArrayList<>(0);
    List<Gathering> complete = enter(landing, fresh, looks);
    for (Gathering.Look look : looks) {
      await(look);
    }
    engine.submitNext(fresh);
    for (Gathering gathering : complete) {
      gathering.turn();
    }
  }

  private List<Gathering> enter(Landing landing, List<Flight> fresh, List<Gathering.Look> looks) {
    engine.lock();
    try {
      gatheringOf(landing.cell).add(landing, fresh, looks);
      for (Gathering gathering : waiting) { // none waits for another
        gathering.waitNoMoreFor(landing.cell);
      }
      return takeComplete();
    } finally {
      engine.unlock();
    }
  }

  private Gathering gatheringOf(Cell cell) {
    for (Gathering gathering : waiting) {
      for (Cell mate : cell.mates()) {
        if (gathering.has(mate)) {
          return gathering;
        }
      }
    }
    Gathering begun = new Gathering(engine);
    waiting.add(begun);
    return begun;
  }

  private List<Gathering> takeComplete() {
    List<Gathering> complete = new ArrayList<>(waiting.size());
    for (Gathering gathering : waiting) {
      if (gathering.isComplete()) {
        complete.add(gathering);
      }
    }
    waiting.removeAll(complete);
    return complete;
  }

  /** Whether a bundle can be looked at for others: not one that waits for them itself. */
  boolean isFree(Cell cell) {
    for (Gathering gathering : waiting) {
      if (gathering.has(cell)) {
        return false;
      }
    }
    return true;
  }

  private void await(Gathering.Look look) {
    Timer.Entry end =
        engine.timer.after(MOST, () -> engine.workers.execute(() -> waitNoMoreFor(look)));
    CompletableFuture<?> unused =
        look.flight()
            .done
            .whenComplete(
                (nothing, failure) -> {
                  end.cancel();
                  waitNoMoreFor(look);
                });
  }

  /** It has ended, or takes so long that it turns on its own. */
  private void waitNoMoreFor(Gathering.Look look) {
    List<Gathering> complete =
        engine.locked(
            () -> {
              look.by().waitNoMoreFor(look.cell());
              return takeComplete();
            });
    complete.forEach(Gathering::turn);
  }
}
