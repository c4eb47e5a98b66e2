package io.keyturn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What was replaced or closed, on its way through the drain to its end. */
final class Retiring {
  private static final Duration WHILE = Duration.ofSeconds(1);

  private final Engine engine;

  /** What waits for its drain, or for the end of calls or of other objects. Under the lock. */
  private final List<Retirement> all = new ArrayList<>();

  /** What a worker is to end. Under the lock. */
  private final Set<Retirement.Old> due = new LinkedHashSet<>(0);

  /** What is being ended. Under the lock. */
  private final Map<Retirement.Old, CompletableFuture<Void>> begun = new HashMap<>(0);

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
      Duration drain = engine.locked(() -> retirement.drain(engine));
      engine.timer.after(drain, () -> retire(retirement));
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

  /** Objects were made that nobody gets; each is ended, unless it is known from elsewhere. */
  void retireUnused(Map<Made<?>, Object> unused) {
    if (unused.isEmpty()) {
      return;
    }
    Retirement retirement = new Retirement();
    engine.locked(
        () -> {
          unused.forEach((made, value) -> addUnknown(made, value, retirement));
          add(retirement);
        });
    retire(retirement);
  }

  private void addUnknown(Made<?> made, Object value, Retirement to) {
    if (made.current() != value && all.stream().noneMatch(one -> one.has(value))) {
      to.add(new Retirement.Old(made, value, List.of()));
    }
  }

  /**
   * Retires what can be ended now, by a worker; the rest when that has ended for which it waits.
   * Outside the lock.
   */
  void retire(Retirement retirement) {
    List<Retirement.Old> taken = take(retirement);
    if (!taken.isEmpty() && engine.isOpen()) {
      engine.workers.execute(new Row(taken));
    } else { // the executor may take nothing any more
      taken.forEach(this::end);
    }
  }

  /**
   * Ends one object after the other. That is user code, which may hang: where one has not ended in
   * a while, another worker goes on with the rest.
   */
  private final class Row implements Runnable {
    private final Deque<Retirement.Old> rest;

    Row(List<Retirement.Old> olds) {
      this.rest = new ConcurrentLinkedDeque<>(olds);
    }

    @Override
    public void run() {
      for (Retirement.Old next = rest.poll(); next != null; next = rest.poll()) {
        Timer.Entry late = engine.timer.after(WHILE, () -> engine.workers.execute(this));
        end(next);
        late.cancel();
      }
    }
  }

  private List<Retirement.Old> take(Retirement retirement) {
    return engine.locked(
        () -> {
          List<Retirement.Old> ending = new ArrayList<>(due);
          ending.addAll(begun.keySet());
          List<Retirement.Old> taken = retirement.take(all, ending);
          due.addAll(taken);
          if (retirement.isEmpty()) {
            all.remove(retirement);
          }
          return taken;
        });
  }

  private void end(Retirement.Old old) {
    boolean begins =
        engine.locked(
            () -> due.remove(old) && begun.putIfAbsent(old, new CompletableFuture<>()) == null);
    if (begins) {
      old.retire(() -> ended(old));
    }
  }

  private void ended(Retirement.Old old) {
    List<Retirement> waiting = new ArrayList<>();
    CompletableFuture<Void> end =
        engine.locked(
            () -> {
              old.used().forEach(Version::leave);
              waiting.addAll(old.made().takeBlocked());
              return begun.remove(old);
            });
    waiting.forEach(this::retire);
    end.complete(null);
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

  /** What is to be ended without the drain, since nobody uses anything any more. */
  List<Retirement.Old> takeAll() {
    Retirement merged = new Retirement();
    engine.lock();
    try {
      for (Retirement one : all) {
        merged.addAll(one);
      }
      for (Retirement.Old old : due) {
        merged.add(old);
      }
      all.clear();
      due.clear();
      add(merged);
    } finally {
      engine.unlock();
    }
    return isEmpty(merged) ? List.of() : take(merged);
  }

  /** The end of all that is being ended. */
  CompletableFuture<Void> ends() {
    engine.lock();
    try {
      return CompletableFuture.allOf(begun.values().toArray(new CompletableFuture<?>[0]));
    } finally {
      engine.unlock();
    }
  }

  /** The end of one object. */
  record End(Retiring retiring, Retirement.Old old) implements Runnable {
    @Override
    public void run() {
      retiring.end(old);
    }
  }
}
