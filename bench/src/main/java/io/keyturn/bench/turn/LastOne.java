package io.keyturn.bench.turn;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** When the last of so many has run. */
final class LastOne {
  private final int count;
  private final AtomicInteger left = new AtomicInteger();
  private volatile CountDownLatch done = new CountDownLatch(1);
  private volatile long at;

  LastOne(int count) {
    this.count = count;
  }

  void begin() {
    left.set(count);
    done = new CountDownLatch(1);
  }

  void ran() {
    if (left.decrementAndGet() == 0) {
      at = System.nanoTime();
      done.countDown();
    }
  }

  /** The moment in nanoseconds. */
  long await() throws InterruptedException {
    if (!done.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.get() + " listeners have not run");
    }
    return at;
  }
}
