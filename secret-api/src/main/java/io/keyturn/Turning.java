package io.keyturn;

import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn the code on this thread is part of: it may not wait for a read of that bundle, which
 * waits for the turn.
 */
final class Turning {
  private static final ThreadLocal<Set<Cell>> CELLS = new ThreadLocal<>();

  private Turning() {}

  /** Runs code of a turn. */
  static <R> R call(Set<Cell> turning, Callable<R> code) throws Exception {
    Set<Cell> outer = CELLS.get();
    set(turning.isEmpty() ? outer : turning);
    try {
      return code.call();
    } finally {
      set(outer);
    }
  }

  private static void set(@Nullable Set<Cell> cells) {
    if (cells == null) {
      CELLS.remove();
    } else {
      CELLS.set(cells);
    }
  }

  /** Whether this code is part of the turn of a bundle. */
  static boolean isOf(Cell cell) {
    Set<Cell> turning = CELLS.get();
    return turning != null && turning.contains(cell);
  }

  static void check(Cell cell) {
    if (isOf(cell)) {
      throw new IllegalStateException(
          cell.bundle
              + " is being turned, and this code is part of that: it cannot wait for it to be read"
              + " anew (Keyturn docs/errors.md#turning)");
    }
  }
}
