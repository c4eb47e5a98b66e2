package io.keyturn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Versions that nobody uses any more: their store is told of one after the other. */
final class Unused {
  private final Engine engine;
  private final Store store;

  /** Guarded by the engine's lock. */
  private final Deque<Version> waiting = new ArrayDeque<>(0);

  private boolean telling;

  Unused(Engine engine, Store store) {
    this.engine = engine;
    this.store = store;
  }

  /** Under the engine's lock. */
  void add(Version version) {
    waiting.add(version);
    if (!telling && engine.isOpen()) {
      telling = true;
      engine.workAfterwards(this::tellAll);
    }
  }

  /** On the thread of the caller, which a store that hangs holds up. */
  void tellAll() {
    for (Version next = next(); next != null; next = next()) {
      tell(next);
    }
  }

  private @Nullable Version next() {
    engine.lock();
    try {
      Version next = waiting.poll();
      telling = next != null;
      return next;
    } finally {
      engine.unlock();
    }
  }

  private void tell(Version version) {
    if (engine.locked(() -> engine.uses(version.cell.bundle, version.id))) {
      return; // it was fetched again, and is told when it is left again
    }
    try {
      Pool.outside(() -> store.provider.retire(version.cell.bundle, version.id));
    } catch (RuntimeException | Error e) { // the provider's; its message may quote anything
      Log.retireThrew(version.cell.bundle, version.id, e);
    }
  }
}
