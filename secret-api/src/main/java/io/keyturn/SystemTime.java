package io.keyturn;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The machine's clocks, with one daemon thread for each alarm. */
final class SystemTime implements TimeSource {
  static final SystemTime INSTANCE = new SystemTime();

  private SystemTime() {}

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public Alarm alarm(Runnable ring) {
    ThreadAlarm alarm = new ThreadAlarm(ring);
    Thread thread = new Thread(alarm, "keyturn-timer");
    thread.setDaemon(true);
    thread.start();
    return alarm;
  }

  private static final class ThreadAlarm implements Alarm, Runnable {
    private final Runnable ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean set;
    private boolean closed;
    private long at;

    ThreadAlarm(Runnable ring) {
      this.ring = ring;
    }

    @Override
    public void set(long nanoTime) {
      lock.lock();
      try {
        set = true;
        at = nanoTime;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void run() {
      while (awaitTime()) {
        ring.run();
      }
    }

    /** Waits until the time set has come; false once closed. */
    private boolean awaitTime() {
      lock.lock();
      try {
        for (long wait = untilTime(); wait > 0 && !closed; wait = untilTime()) {
          changed.awaitNanos(wait);
        }
        set = false;
        return !closed;
      } catch (InterruptedException e) { // nobody but this class has the thread: it ends by close()
        return !closed;
      } finally {
        lock.unlock();
      }
    }

    private long untilTime() {
      return set ? at - System.nanoTime() : TimeUnit.DAYS.toNanos(1);
    }
  }
}
