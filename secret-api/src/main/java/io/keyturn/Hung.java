package io.keyturn;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls that were given up and have not ended: their code is not called again till then. */
final class Hung implements Call.Watcher {
  private final AtomicInteger calls = new AtomicInteger();

  @Override
  public void givenUp() {
    calls.incrementAndGet();
  }

  @Override
  public void ended(boolean givenUp) {
    if (givenUp) {
      calls.decrementAndGet();
    }
  }

  boolean any() {
    return calls.get() > 0;
  }

  /** Why something was not tried. */
  static final class StillRuns extends Exception {
    private static final long serialVersionUID = 1;

    StillRuns() {
      super("it still runs", null, false, false);
    }
  }
}
