package io.keyturn.testkit;

import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What every read of the store in memory passes, and where it can be held up. */
final class Gate {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Duration atMost = Duration.ZERO;
  private boolean shut;
  private boolean closed;
  private int waiting;

  void shut(Duration longest) {
    change(
        () -> {
          atMost = longest;
          shut = true;
        });
  }

  void open() {
    change(() -> shut = false);
  }

  void close() {
    change(() -> closed = true);
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets a read pass, when it may. */
  void pass(SecretLocation bundle) {
    lock.lock();
    try {
      if (shut && !closed) {
        hold(bundle);
      }
      if (closed) {
        throw new IllegalStateException("the provider is closed");
      }
    } finally {
      lock.unlock();
    }
  }

  private void hold(SecretLocation bundle) {
    change(() -> waiting++);
    try {
      long left = TimeUnit.NANOSECONDS.convert(atMost); // no more than there is
      while (shut && !closed) {
        if (left <= 0) {
          throw new SecretUnavailableException(bundle, "no answer in time");
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretUnavailableException(bundle, "interrupted");
    } finally {
      waiting--;
    }
  }

  void awaitWaiting(int reads) {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (waiting < reads) {
        if (left <= 0) {
          throw new IllegalStateException(waiting + " reads hang, not " + reads);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    } finally {
      lock.unlock();
    }
  }
}
