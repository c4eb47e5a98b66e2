package io.keyturn.testkit;

import io.keyturn.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it.
 *
 * <p>An alarm rings in {@link #advance}, on the thread that advances, at the very moment it is set
 * to, and in the order of these moments; one that is set to a moment that has come already rings in
 * the next {@code advance}, also of zero. Thread-safe; one thread advances at a time.
 */
public final class ManualTime implements TimeSource {
  private final ReentrantLock advancing = new ReentrantLock();
  private final Object lock = new Object();
  private final List<ManualAlarm> alarms = new ArrayList<>();
  private Duration passed = Duration.ZERO;
  private Instant start;

  /** Time that begins on the first of January 2026, UTC. */
  public ManualTime() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /**
   * Time that begins at this time of day.
   *
   * @param start what {@link #instant} tells until the first move
   */
  public ManualTime(Instant start) {
    this.start = Objects.requireNonNull(start, "start");
  }

  /**
   * Moves on, from one due alarm to the next.
   *
   * @param by how far; zero rings what is due
   * @throws IllegalArgumentException if it would go back
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + by);
    }
    advancing.lock();
    try {
      Duration until;
      synchronized (lock) {
        until = passed.plus(by);
      }
      for (ManualAlarm due = next(until); due != null; due = next(until)) {
        due.ring.run();
      }
    } finally {
      advancing.unlock();
    }
  }

  /**
   * Moves to the first alarm until then and takes its setting, or moves there where there is none.
   */
  private @Nullable ManualAlarm next(Duration until) {
    synchronized (lock) {
      ManualAlarm due = earliest();
      if (due == null || due.at > until.toNanos()) {
        passed = until;
        return null;
      }
      passed = Duration.ofNanos(Math.max(due.at, passed.toNanos()));
      due.set = false;
      return due;
    }
  }

  private @Nullable ManualAlarm earliest() {
    return alarms.stream()
        .filter(alarm -> alarm.set)
        .min(Comparator.comparingLong(alarm -> alarm.at))
        .orElse(null);
  }

  /**
   * Sets the time of day on or back, as a person or NTP does; nothing rings.
   *
   * @param by how far; negative sets it back
   */
  public void setClock(Duration by) {
    synchronized (lock) {
      start = start.plus(by);
    }
  }

  /**
   * {@return how long it is until the next alarm; zero where it is due, empty where none is set}
   */
  public Optional<Duration> untilNextAlarm() {
    synchronized (lock) {
      return Optional.ofNullable(earliest())
          .map(alarm -> Duration.ofNanos(Math.max(0, alarm.at - passed.toNanos())));
    }
  }

  @Override
  public long nanoTime() {
    synchronized (lock) {
      return passed.toNanos();
    }
  }

  @Override
  public Instant instant() {
    synchronized (lock) {
      return start.plus(passed);
    }
  }

  @Override
  public Alarm alarm(Runnable ring) {
    ManualAlarm alarm = new ManualAlarm(Objects.requireNonNull(ring, "ring"));
    synchronized (lock) {
      alarms.add(alarm);
    }
    return alarm;
  }

  private final class ManualAlarm implements Alarm {
    private final Runnable ring;
    private boolean set;
    private boolean closed;
    private long at;

    ManualAlarm(Runnable ring) {
      this.ring = ring;
    }

    @Override
    public void set(long nanoTime) {
      synchronized (lock) {
        at = nanoTime;
        set = !closed;
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        closed = true;
        set = false;
        alarms.remove(this);
      }
    }
  }
}
