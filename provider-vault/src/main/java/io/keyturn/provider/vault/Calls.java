package io.keyturn.provider.vault;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The calls under way, whose end is awaited when all is closed: one may hold a lease just now. */
final class Calls {
  private static final long PATIENCE_MILLIS = 1_000; // they end at once: their requests have ended

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  void begin() {
    lock.readLock().lock();
  }

  void end() {
    lock.readLock().unlock();
  }

  /** Waits for their end, but not long. */
  void awaitEnd() {
    try {
      if (lock.writeLock().tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        lock.writeLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
