package io.keyturn;

import io.keyturn.DueQueue.Due;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is due, on the one timer thread: short things of the engine's own, never input, output
 * or user code.
 */
final class Timer implements AutoCloseable, Runnable {
  private final TimeSource time;
  private final TimeSource.Alarm alarm;
  private final ReentrantLock lock = new ReentrantLock();
  private final DueQueue queue = new DueQueue();
  private long sequence;

  Timer(TimeSource time) {
    this.time = time;
    this.alarm = time.alarm(this);
  }

  long now() {
    return time.nanoTime();
  }

  Entry after(Duration delay, Runnable task) {
    return at(now() + delay.toNanos(), task);
  }

  Entry at(long nanoTime, Runnable task) {
    Entry entry = new Entry(task);
    set(entry, nanoTime);
    return entry;
  }

  /** Something is due then; not when it was due before. */
  void set(Due due, long nanoTime) {
    lock.lock();
    try {
      queue.put(due, nanoTime, sequence++);
      if (queue.first() == due) {
        alarm.set(nanoTime);
      }
    } finally {
      lock.unlock();
    }
  }

  /** It does not ring, if it has not yet. */
  void cancel(Due due) {
    lock.lock();
    try {
      queue.remove(due);
    } finally {
      lock.unlock();
    }
  }

  /** The alarm rings. */
  @Override
  public void run() {
    for (Due due = nextDue(); due != null; due = nextDue()) {
      try {
        due.ring();
      } catch (RuntimeException | Error e) { // one broken task must not end the timer
        Log.internalError(e);
      }
    }
  }

  private @Nullable Due nextDue() {
    lock.lock();
    try {
      Due first = queue.first();
      if (first == null) {
        return null;
      }
      if (first.at() - now() <= 0) {
        queue.remove(first);
        return first;
      }
      alarm.set(first.at());
      return null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    alarm.close();
    lock.lock();
    try {
      queue.clear();
    } finally {
      lock.unlock();
    }
  }

  /** A task that is due once. */
  final class Entry extends Due {
    private final Runnable task;

    private Entry(Runnable task) {
      this.task = task;
    }

    @Override
    void ring() {
      task.run();
    }

    /** Takes it out, if it has not run. */
    void cancel() {
      Timer.this.cancel(this);
    }
  }
}
