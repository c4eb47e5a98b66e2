package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store answers: what is told of it, and which bundle is tried for all while it does not.
 *
 * <p>It counts as unreachable when looks at two of its bundles or more have found it unavailable
 * and none since then has had an answer; so one bundle that always fails holds up no other. A
 * bundle whose lease runs waits for no other.
 */
final class Outage {
  private static final int SEVERAL = 2;

  private final Engine engine;
  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();

  /** Bundles that were unavailable when they were last looked at. */
  private final Set<Cell> unavailable = new HashSet<>();

  /** Those of them that were looked at since the last answer. */
  private final Set<Cell> failed = new HashSet<>();

  /** Bundles that are due and wait for the store to answer: they have no alarm. */
  private final Set<Cell> waiting = new LinkedHashSet<>();

  /** The bundle that is looked at for those that wait: it is under way, or has the next alarm. */
  private @Nullable Cell probe;

  /** How many looks for all have failed in a row. */
  private int probes;

  /** Whether an outage was told that has not ended. */
  private boolean down;

  private long downSince;

  /** Whether a look has ever had content. */
  private volatile boolean served; // set, never unset

  /** Of a store that has not been asked yet. */
  Outage(Engine engine, Store store) {
    this.engine = engine;
    this.store = store;
  }

  void served() {
    served = true;
  }

  /**
   * Which bundle to look at when one is due: that one, while the store is unreachable one of those
   * that wait for it, or none. Under the engine's lock.
   */
  Optional<Cell> lookFor(Cell due) {
    lock.lock();
    try {
      if (failed.size() < SEVERAL || due.isLeased()) {
        return Optional.of(due);
      }
      waiting.add(due);
      if (probe != null && probe != due) {
        return Optional.empty();
      }
      Cell next = longestWaiting();
      waiting.remove(next);
      probe = next;
      return Optional.of(next);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Of those that have not failed, if there is one: it ends the outage sooner than one that has.
   */
  private Cell longestWaiting() {
    for (Cell cell : waiting) {
      if (!unavailable.contains(cell)) {
        return cell;
      }
    }
    return waiting.iterator().next();
  }

  /** How many tries of the store have failed in a row, whichever bundle they were made with. */
  int failuresInRow() {
    lock.lock();
    try {
      return probes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes the end of a look; tells when the first bundle is unavailable and the last is back.
   *
   * @param polled whether the bundle is looked at again: one that is not keeps no outage up
   * @return the bundles to be looked at now, since the store answers again
   */
  List<Cell> ended(Cell cell, @Nullable SecretException failure, boolean polled) {
    @Nullable Runnable line;
    List<Cell> released;
    lock.lock();
    try {
      if (failure instanceof SecretUnavailableException e) {
        failed.add(cell);
        probes += probe == cell ? 1 : 0;
        probe = probe == cell && !polled ? null : probe;
        released = probe == null ? release() : List.of();
        line = polled ? away(cell, e) : leave(cell);
      } else {
        waiting.addAll(failed);
        waiting.remove(cell);
        failed.clear();
        probe = null;
        probes = 0;
        released = release();
        line = back(cell);
      }
    } finally {
      lock.unlock();
    }
    if (line != null) {
      line.run();
    }
    return released;
  }

  /**
   * Nobody reads from a bundle any more: an outage goes on without it, if others are used.
   *
   * @return the bundles that need wait no longer, since it may have been the one that was tried
   */
  List<Cell> forget(Cell cell) {
    lock.lock();
    try {
      unavailable.remove(cell);
      failed.remove(cell);
      waiting.remove(cell);
      probe = probe == cell ? null : probe;
      down = down && (!unavailable.isEmpty() || engine.cellsOf(store).anyMatch(Cell::isUsed));
      return probe == null || failed.size() < SEVERAL ? release() : List.of();
    } finally {
      lock.unlock();
    }
  }

  /** The bundles for which another one is tried. */
  List<Cell> waiting() {
    lock.lock();
    try {
      return List.copyOf(waiting);
    } finally {
      lock.unlock();
    }
  }

  private List<Cell> release() {
    List<Cell> released = List.copyOf(waiting);
    waiting.clear();
    return released;
  }

  private @Nullable Runnable leave(Cell cell) {
    unavailable.remove(cell);
    return null;
  }

  private @Nullable Runnable away(Cell cell, SecretUnavailableException failure) {
    unavailable.add(cell);
    if (down) {
      return null;
    }
    down = true;
    downSince = engine.timer.now();
    return () -> engine.events.outageBegins(store.id, served, failure);
  }

  private @Nullable Runnable back(Cell cell) {
    unavailable.remove(cell);
    if (!down || !unavailable.isEmpty()) {
      return null;
    }
    down = false;
    Duration after = Duration.ofNanos(engine.timer.now() - downSince);
    return () -> engine.events.outageEnds(store.id, after);
  }
}
