package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Another value for those whose value was rejected. */
final class Rejections {
  /** As good as for ever, and no overflow. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Engine engine;

  Rejections(Engine engine) {
    this.engine = engine;
  }

  /**
   * The current value where it is another than the rejected one; else it waits for a full read that
   * begins after this call, and with a budget for whatever turns it within that.
   *
   * @param keeps whether it waits on where a read brought nothing new
   * @return null where there is none in time, or this thread is interrupted
   */
  <T> @Nullable T other(Node<T> node, T used, long deadline, boolean keeps) {
    if (keeps && engine.locked(() -> node.origins().stream().allMatch(Cell::isFixed))) {
      return other(node, used, deadline, false); // what cannot change is not waited for
    }
    while (true) {
      List<Flight> fresh = new ArrayList<>(1);
      CompletableFuture<?> news = engine.locked(() -> news(node, used, deadline, keeps, fresh));
      engine.submit(fresh);
      engine.locked(node::origins).forEach(cell -> engine.submit(List.of(), cell));
      boolean inTime = await(news, deadline);
      T current = engine.locked(node::current);
      if (current == null || engine.locked(() -> node.differs(used))) {
        return current;
      }
      if (!inTime || !keeps) {
        return null;
      }
    }
  }

  /** Until when a call whose value was rejected now waits for another; zero: not for a turn. */
  long deadline(Duration budget) {
    Duration most = budget.isZero() ? engine.options.readTimeout : Options.shorter(budget, LONGEST);
    return engine.timer.now() + most.toNanos();
  }

  /** The moment in which there may be another value. Under the lock. */
  private CompletableFuture<?> news(
      Node<?> node, Object used, long deadline, boolean keeps, List<Flight> fresh) {
    engine.checkOpen();
    if (node.differs(used)) {
      return CompletableFuture.completedFuture(null);
    }
    Map<SecretLocation, String> versions = new HashMap<>();
    node.addVersions(versions);
    Set<Cell> cells = node.origins();
    cells.removeIf(Cell::isFixed);
    cells.forEach(Turning::check); // before any read has begun
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (Cell cell : cells) {
      cell.rejects(versions.get(cell.bundle));
      Rereads.Reread read = cell.rereads().ask(fresh);
      if (read.due() - deadline < 0) {
        reads.add(read.done());
      }
    }
    if (reads.isEmpty()) { // it can only be turned by somebody else
      return keeps ? node.nextTurn() : CompletableFuture.completedFuture(null);
    }
    CompletableFuture<?> all = CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new));
    return CompletableFuture.anyOf(node.nextTurn(), all);
  }

  /**
   * Waits for something to end; whether it did in time, and without an interrupt, which is kept.
   */
  boolean await(CompletableFuture<?> news, long deadline) {
    try {
      engine.await(news, deadline);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
