package io.keyturn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Full reads of a bundle because its values were rejected: shared by all who were, and not more
 * often than once a second, which doubles while they bring nothing new, or only what is rejected in
 * its turn. Under the engine's lock.
 */
final class Rereads {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 20;

  /**
   * A read that begins after it was asked for.
   *
   * @param due when it begins at the earliest
   * @param done when it has landed, however it ended
   */
  record Reread(long due, CompletableFuture<?> done) {}

  private final Cell cell;
  private final Engine engine;
  private long next;

  /** When the next one may begin where the last one brought something. */
  private long soonest;

  private int fruitless;
  private @Nullable Reread waiting;
  private @Nullable String rejected;

  /** Whether the version before the current one was rejected. */
  private boolean rejectedBefore;

  Rereads(Cell cell) {
    this.cell = cell;
    this.engine = cell.engine;
    this.next = engine.timer.now();
    this.soonest = next;
  }

  /** A value of this version was rejected. */
  void rejects(String version) {
    rejected = version;
  }

  boolean isRejected(String version) {
    return version.equals(rejected);
  }

  /** The next one, which has not begun yet. */
  Reread ask(List<Flight> fresh) {
    long now = engine.timer.now();
    if (waiting != null) {
      return waiting;
    }
    if (cell.hasNextRead() || next - now <= 0) {
      return new Reread(now, begin(fresh));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting = new Reread(next, done);
    engine.timer.at(next, () -> beginLater(done));
    return waiting;
  }

  private void beginLater(CompletableFuture<Void> done) {
    List<Flight> fresh = new ArrayList<>(1);
    CompletableFuture<?> landed =
        engine.locked(
            () -> {
              waiting = null;
              return begin(fresh);
            });
    CompletableFuture<?> unused = landed.whenComplete((nothing, e) -> done.complete(null));
    engine.submit(fresh);
  }

  private CompletableFuture<?> begin(List<Flight> fresh) {
    Flight read = cell.readForRejection(fresh);
    if (next - engine.timer.now() <= 0) {
      fruitless = engine.timer.now() - next > cell.ttl().toNanos() ? 0 : fruitless;
      Duration pause = PAUSE.multipliedBy(1L << Math.min(fruitless++, MOST_DOUBLINGS));
      next = engine.timer.now() + Options.shorter(pause, cell.ttl()).toNanos();
      soonest = engine.timer.now() + Options.shorter(PAUSE, cell.ttl()).toNanos();
    }
    return read.done.handle((nothing, failure) -> true);
  }

  /** A read that waited for the look in the air begins. */
  void begun() {
    soonest = engine.timer.now() + PAUSE.toNanos();
    next = next - soonest < 0 ? soonest : next;
  }

  /**
   * The bundle turns: what comes is no fruit where it takes the place of what was rejected as the
   * one before was. A dynamic store makes another user for each read, accepted or not.
   */
  void bearsFruit() {
    boolean again = cell.isRejected();
    if (!again || !rejectedBefore) {
      fruitless = 0;
      next = next - soonest < 0 ? next : soonest;
    }
    rejectedBefore = again;
  }

  /** What somebody may be waiting for. */
  @Nullable CompletableFuture<?> waits() {
    return waiting == null ? null : waiting.done;
  }
}
