package io.keyturn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Has bundles turn together whose values are used together, as in a record over several of them:
 * before one of them turns the others are looked at.
 */
final class Gatherings {
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
    List<Gathering> complete = engine.locked(() -> enter(landing, fresh, looks));
    looks.forEach(this::await);
    engine.submitNext(fresh);
    complete.forEach(Gathering::turn);
  }

  private List<Gathering> enter(Landing landing, List<Flight> fresh, List<Gathering.Look> looks) {
    Gathering its =
        waiting.stream()
            .filter(gathering -> landing.cell.mates().stream().anyMatch(gathering::has))
            .findFirst()
            .orElseGet(() -> begin(engine));
    its.add(landing, fresh, looks);
    waiting.forEach(gathering -> gathering.waitNoMoreFor(landing.cell)); // none waits for another
    return takeComplete();
  }

  private Gathering begin(Engine engine) {
    Gathering begun = new Gathering(engine);
    waiting.add(begun);
    return begun;
  }

  private List<Gathering> takeComplete() {
    List<Gathering> complete = waiting.stream().filter(Gathering::isComplete).toList();
    waiting.removeAll(complete);
    return complete;
  }

  /** Whether a bundle can be looked at for others: not one that waits for them itself. */
  boolean isFree(Cell cell) {
    return waiting.stream().noneMatch(gathering -> gathering.has(cell));
  }

  private void await(Gathering.Look look) {
    CompletableFuture<?> unused =
        look.flight()
            .done
            .whenComplete(
                (nothing, failure) -> {
                  List<Gathering> complete =
                      engine.locked(
                          () -> {
                            look.by().waitNoMoreFor(look.cell());
                            return takeComplete();
                          });
                  complete.forEach(Gathering::turn);
                });
  }
}
