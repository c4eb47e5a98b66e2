package io.keyturn;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn the code on this thread is part of: it may not wait for a read of that bundle, which
 * waits for the turn.
 */
final class Turning {
  private static final ThreadLocal<Cell> CELL = new ThreadLocal<>();

  private Turning() {}

  /** Runs code of a turn. */
  static <R> R call(Optional<Cell> turning, Callable<R> code) throws Exception {
    Cell outer = CELL.get();
    set(turning.orElse(outer));
    try {
      return code.call();
    } finally {
      set(outer);
    }
  }

  private static void set(@Nullable Cell cell) {
    if (cell == null) {
      CELL.remove();
    } else {
      CELL.set(cell);
    }
  }

  static void check(Cell cell) {
    if (cell == CELL.get()) {
      throw new IllegalStateException(
          cell.bundle
              + " is being turned, and this code is part of that: it cannot wait for it to be read"
              + " anew (Keyturn docs/errors.md#turning)");
    }
  }
}
