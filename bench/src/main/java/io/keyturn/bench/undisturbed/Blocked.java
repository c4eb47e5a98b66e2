package io.keyturn.bench.undisturbed;

import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;

/** Ten seconds in which all bundles are due and no call of the store comes back. */
final class Blocked implements Disturbance {
  private static final int CALLS_AT_ONCE = 4;

  private final InMemoryProvider store;
  private final long end;

  Blocked(InMemoryProvider store, ManualTime time, Duration howLong) {
    this.store = store;
    this.end = System.nanoTime() + howLong.toNanos();
    store.hang();
    time.advance(Duration.ofMinutes(6)); // all are due: the ttl is 5 min and varies by a tenth
    store.awaitHanging(CALLS_AT_ONCE);
  }

  @Override
  public void end() {
    while (System.nanoTime() < end) {
      SlowStore.call();
    }
    store.awaitHanging(CALLS_AT_ONCE);
    store.online();
  }
}
