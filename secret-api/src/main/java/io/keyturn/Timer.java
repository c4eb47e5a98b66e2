package io.keyturn;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is due, on the one timer thread: short things of the engine's own, never input, output
 * or user code.
 */
final class Timer implements AutoCloseable {
  private final TimeSource time;
  private final TimeSource.Alarm alarm;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long sequence;

  Timer(TimeSource time) {
    this.time = time;
    this.alarm = time.alarm(this::ring);
  }

  long now() {
    return time.nanoTime();
  }

  Entry after(Duration delay, Runnable task) {
    return at(now() + delay.toNanos(), task);
  }

  Entry at(long nanoTime, Runnable task) {
    lock.lock();
    try {
      Entry entry = new Entry(nanoTime, sequence++, task);
      entries.add(entry);
      if (entries.peek() == entry) {
        alarm.set(nanoTime);
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  private void ring() {
    for (Entry due = nextDue(); due != null; due = nextDue()) {
      try {
        due.task.run();
      } catch (RuntimeException | Error e) { // one broken task must not end the timer
        Log.internalError(e);
      }
    }
  }

  private @Nullable Entry nextDue() {
    lock.lock();
    try {
      Entry first = entries.peek();
      if (first == null) {
        return null;
      }
      if (first.at - now() <= 0) {
        return entries.poll();
      }
      alarm.set(first.at);
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
      entries.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Something to run at a time. */
  static final class Entry implements Comparable<Entry> {
    private final long at;
    private final long sequence;
    private volatile Runnable task;

    private Entry(long at, long sequence, Runnable task) {
      this.at = at;
      this.sequence = sequence;
      this.task = task;
    }

    /** Runs nothing when its time comes, and holds on to nothing until then. */
    void cancel() {
      task = () -> {};
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.signum(at - other.at); // not Long.compare: nanoTime may wrap
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
