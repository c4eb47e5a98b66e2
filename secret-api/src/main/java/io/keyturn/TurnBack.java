package io.keyturn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way back to the value before, for calls that are rejected with the current one. */
final class TurnBack<T> {
  private final Node<T> node;
  private final Engine engine;

  TurnBack(Node<T> node) {
    this.node = node;
    this.engine = node.engine;
  }

  /** A value before the current one, to be tried by one call. */
  static final class Before<T> {
    final T value;
    private final Runnable end;

    private Before(T value, Runnable end) {
      this.value = value;
      this.end = end;
    }

    void giveBack() {
      end.run();
    }
  }

  /** A call has ended; the versions left from now on are kept, so that one can turn back. */
  void count(T used, boolean rejected) {
    engine.locked(
        () -> {
          Tally tally = node.tally();
          if (rejected) {
            tally.rejected(used);
          } else {
            tally.accepted(used);
          }
        });
  }

  /** The value before, where it is likely to work better; null where it is not, or is gone. */
  @Nullable Before<T> before(T rejected) {
    boolean likely =
        engine.locked(
            () -> !node.differs(rejected) && node.tally().isForTheOneBefore() && isWholly());
    Before<T> before = likely ? borrow(node) : null;
    if (likely && before == null) {
      rejectedBefore();
    }
    return before;
  }

  /** It does not work either. */
  void rejectedBefore() {
    engine.locked(() -> node.tally().rejectedBefore());
  }

  /** Whether the bundles have kept just the versions that the value before is made of. */
  private boolean isWholly() {
    for (Cell cell : node.turnedLast()) {
      Content kept = cell.kept();
      if (kept == null || !kept.version().equals(node.versionBefore(cell.bundle))) {
        return false;
      }
    }
    return true;
  }

  /** What was retired already is made once more. */
  private static <V> @Nullable Before<V> borrow(Node<V> from) {
    V before = from.engine.locked(() -> borrowHeld(from));
    if (before != null) {
      return new Before<>(before, () -> from.handle.giveBack(before));
    }
    return from instanceof Made<V> made && made.parents.size() == 1
        ? make(made, made.parents.get(0))
        : null;
  }

  private static <V> @Nullable V borrowHeld(Node<V> from) {
    V before = from.handle.before();
    if (before != null && from instanceof Made<V> made) {
      made.borrow(before);
    }
    return before;
  }

  private static <V, P> @Nullable Before<V> make(Made<V> made, Node<P> parent) {
    Before<P> input = borrow(parent);
    if (input == null) {
      return null;
    }
    try {
      V again = made.make(List.of(input.value));
      return new Before<>(
          again,
          () -> {
            made.retire(again, input::giveBack);
          });
    } catch (Exception | Error e) { // user code; its message may quote anything
      Made.keepInterrupt(e);
      made.engine.events.buildFailed(made, e);
      input.giveBack();
      return null;
    }
  }

  /** Turns back, unless a last read brings a third version; waits for that. */
  void turn(T rejected, long deadline) {
    List<Flight> fresh = new ArrayList<>(1);
    Set<Cell> cells = new LinkedHashSet<>(1);
    CompletableFuture<?> reads =
        engine.locked(
            () -> {
              if (engine.isOpen() && !node.differs(rejected)) {
                cells.addAll(node.turnedLast());
              }
              return CompletableFuture.allOf(
                  cells.stream()
                      .map(cell -> cell.readToTurnBack(fresh).done)
                      .toArray(CompletableFuture[]::new));
            });
    engine.submit(fresh);
    cells.forEach(cell -> engine.submit(List.of(), cell));
    if (cells.stream().noneMatch(Turning::isOf)) {
      engine.rejections.await(reads, deadline); // late, it goes on: this call has its result
    }
  }
}
