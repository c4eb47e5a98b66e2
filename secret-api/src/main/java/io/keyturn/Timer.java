package io.keyturn;

import java.time.Duration;
import java.util.TreeSet;
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
  private final TreeSet<Entry> entries = new TreeSet<>();
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
    lock.lock();
    try {
      Entry entry = new Entry(nanoTime, sequence++, task);
      entries.add(entry);
      if (entries.first().equals(entry)) {
        alarm.set(nanoTime);
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** The alarm rings. */
  @Override
  public void run() {
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
      if (entries.isEmpty()) {
        return null;
      }
      if (entries.first().at - now() <= 0) {
        return entries.pollFirst();
      }
      alarm.set(entries.first().at);
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
  final class Entry implements Comparable<Entry> {
    private final long at;
    private final long sequence;
    private final Runnable task;

    private Entry(long at, long sequence, Runnable task) {
      this.at = at;
      this.sequence = sequence;
      this.task = task;
    }

    /** Takes it out, if it has not run. */
    void cancel() {
      lock.lock();
      try {
        entries.remove(this);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.signum(at - other.at); // not Long.compare: nanoTime may wrap
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(sequence);
    }
  }
}
