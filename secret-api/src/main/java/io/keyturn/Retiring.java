package io.keyturn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What was replaced or closed, on its way through the drain to its end. */
final class Retiring {
  private final Engine engine;

  /** Guarded by the engine's lock. */
  private final List<Retirement> all = new ArrayList<>();

  Retiring(Engine engine) {
    this.engine = engine;
  }

  /** Objects are to be retired. Under the lock. */
  void add(Retirement retirement) {
    if (!retirement.isEmpty()) {
      all.add(retirement);
    }
  }

  /** A version is left after the drain. Under the lock. */
  void leaveLater(Version version) {
    Retirement retirement = new Retirement();
    retirement.leave(List.of(version));
    add(retirement);
    retireLater(retirement);
  }

  /** An object is in use again. Under the lock. */
  void spare(Object value) {
    all.forEach(retirement -> retirement.spare(value));
  }

  /** Retires after the drain what {@link #add} took note of. */
  void retireLater(Retirement retirement) {
    if (!isEmpty(retirement)) {
      Duration drain = engine.options.drain(engine.locked(retirement::isOfLeased));
      engine.timer.after(drain, () -> retireByWorker(retirement));
    }
  }

  private boolean isEmpty(Retirement retirement) {
    engine.lock();
    try {
      return retirement.isEmpty();
    } finally {
      engine.unlock();
    }
  }

  /** On the timer's thread, unless user code is to be run. */
  private void retireByWorker(Retirement retirement) {
    List<Retirement.Old> olds = take(retirement);
    if (!olds.isEmpty()) {
      engine.workers.execute(() -> olds.forEach(Retirement.Old::retire));
    }
  }

  private void retire(Retirement retirement) {
    take(retirement).forEach(Retirement.Old::retire);
  }

  /** Takes out what is to be retired by user code; the rest is left behind. */
  private List<Retirement.Old> take(Retirement retirement) {
    return engine.locked(
        () -> {
          List<Retirement.Old> taken = retirement.take(all);
          if (retirement.isEmpty()) {
            all.remove(retirement);
          }
          return taken;
        });
  }

  /** The call has ended that used something of it. */
  void retireUnused(Retirement retirement) {
    if (engine.isOpen()) {
      engine.workers.execute(() -> retire(retirement));
    } else { // the executor may take nothing any more
      retire(retirement);
    }
  }

  void end(Made<?> made) {
    Retirement retirement = new Retirement();
    engine.locked(
        () -> {
          made.end(retirement);
          add(retirement);
        });
    retireLater(retirement);
  }

  /** Without the drain: nobody uses anything any more. */
  void retireAll() {
    Retirement merged = new Retirement();
    engine.lock();
    try {
      if (all.isEmpty()) {
        return;
      }
      all.forEach(merged::addAll);
      all.clear();
      add(merged);
    } finally {
      engine.unlock();
    }
    retire(merged);
  }
}
