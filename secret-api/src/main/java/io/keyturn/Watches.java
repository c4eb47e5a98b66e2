package io.keyturn;

import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.SecretLocation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a store watches, so that it says when to look: each bundle that names read from, as long as
 * they do. Polls go on beside it. Guarded by the engine's lock, unless it says otherwise.
 */
final class Watches implements Runnable, Consumer<SecretLocation> {
  private final Engine engine;
  private final Store store;

  /** Those that are not watched yet. */
  private final Set<Cell> waiting = new LinkedHashSet<>(0);

  private final Map<Cell, Watched> watched = new HashMap<>(0);
  private boolean asking;
  private int failures;

  /** Whether the store is found to watch nothing. */
  private boolean never;

  Watches(Engine engine, Store store) {
    this.engine = engine;
    this.store = store;
  }

  private record Watched(Watch watch, Set<Cell> cells) {}

  /** Names come to read from a bundle. */
  void add(Cell cell) {
    if (!never) {
      waiting.add(cell);
      ask();
    }
  }

  /** No name reads from it any more. */
  void remove(Cell cell) {
    waiting.remove(cell);
    Watched its = watched.remove(cell);
    if (its != null && its.cells.remove(cell) && its.cells.isEmpty()) {
      engine.workAfterwards(new Pool.Outside(() -> close(its.watch)));
    }
  }

  private void ask() {
    if (!asking && !waiting.isEmpty() && engine.isOpen()) {
      asking = true;
      engine.workAfterwards(new Pool.Outside(this));
    }
  }

  /** Asks. Outside the lock, on the thread of the caller, which a store that hangs holds up. */
  @Override
  public void run() {
    for (Set<Cell> some = take(); !some.isEmpty(); some = take()) {
      try {
        begin(some);
      } catch (RuntimeException | Error e) { // the provider's; its message may quote anything
        failed(some, e);
        return;
      }
    }
  }

  private Set<Cell> take() {
    engine.lock();
    try {
      Set<Cell> some = engine.isOpen() ? new HashSet<>(waiting) : Set.<Cell>of();
      waiting.clear();
      asking = !some.isEmpty();
      return some;
    } finally {
      engine.unlock();
    }
  }

  private void begin(Set<Cell> some) {
    Set<SecretLocation> bundles = new HashSet<>();
    for (Cell cell : some) {
      bundles.add(cell.bundle);
    }
    Watch watch = store.provider.watch(Set.copyOf(bundles), this);
    if (!begun(watch, some)) {
      close(watch);
    }
  }

  /** Whether any of them is still used, and is not to be watched anew. Outside the lock. */
  private boolean begun(Watch watch, Set<Cell> some) {
    engine.lock();
    try {
      failures = 0;
      never = watch == Watch.NONE;
      Watched begun = new Watched(watch, new HashSet<>());
      for (Cell cell : some) {
        if (cell.isUsed() && !waiting.contains(cell) && engine.isOpen()) {
          begun.cells.add(cell);
        }
      }
      for (Cell cell : never ? Set.<Cell>of() : begun.cells) {
        watched.put(cell, begun);
      }
      return !begun.cells.isEmpty();
    } finally {
      engine.unlock();
    }
  }

  private void failed(Set<Cell> some, Throwable e) {
    int count =
        engine.locked(
            () -> {
              some.stream().filter(Cell::isUsed).forEach(waiting::add);
              asking = false;
              return ++failures;
            });
    if (count == 1 && engine.isOpen()) {
      Log.watchThrew(store.id, e);
    }
    engine.timer.after(
        engine.options.pause(count, engine.options.ttl), () -> engine.locked(this::ask));
  }

  /** Outside the lock, on any thread of the provider's: what it says is a hint, whatever it is. */
  @Override
  public void accept(SecretLocation bundle) {
    engine.locked(() -> engine.pushed(bundle));
  }

  /** Ends them all. Outside the lock. */
  void close() {
    Set<Watch> all = new LinkedHashSet<>();
    engine.lock();
    try {
      for (Watched its : watched.values()) {
        all.add(its.watch);
      }
      watched.clear();
    } finally {
      engine.unlock();
    }
    for (Watch watch : all) {
      close(watch);
    }
  }

  private void close(Watch watch) {
    try {
      watch.close();
    } catch (RuntimeException | Error e) { // the provider's; its message may quote anything
      Log.closeThrew(store.id, e);
    }
  }
}
