package io.keyturn.provider.aws;

import io.keyturn.secret.SecretBundle.Remark;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Which region of a store answers, as its requests have found. Thread-safe. */
final class RegionMemory {
  /** After what time the first region is asked again, where another one answers. */
  static final Duration AGAIN = Duration.ofMinutes(5);

  /** The same where that one has not given a secret, which the first may have. */
  static final Duration SOON = Duration.ofSeconds(30);

  private final StoreRegion first;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock(); // pins no virtual thread

  private StoreRegion answering;

  /** When the first one was asked last. */
  private long asked;

  /** Whether another one has not given something since then. */
  private boolean missed;

  /** Why the first one was left. */
  private String why = "";

  RegionMemory(StoreRegion first, LongSupplier nanoTime) {
    this.first = first;
    this.nanoTime = nanoTime;
    this.answering = first;
  }

  /** The order for a request: who answers, then the rest. The first has its turn by time. */
  Set<StoreRegion> order(List<StoreRegion> regions) {
    Set<StoreRegion> order = new LinkedHashSet<>();
    lock.lock();
    try {
      if (answering == first || isFirstDue()) {
        asked = nanoTime.getAsLong();
        missed = false;
        order.add(first);
      }
      order.add(answering);
    } finally {
      lock.unlock();
    }
    order.addAll(regions);
    return order;
  }

  private boolean isFirstDue() {
    Duration pause = missed ? SOON : AGAIN;
    return nanoTime.getAsLong() - asked >= pause.toNanos();
  }

  /** The first one is away; what is told is why it was left, not why it is still away. */
  void left(String reason) {
    lock.lock();
    try {
      if (answering == first) {
        why = reason;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Another one has not given what the first may have. */
  void missed() {
    lock.lock();
    try {
      missed = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A region has answered.
   *
   * @param firstIsAway whether the same request has found so; else another one may answer late,
   *     when the first is back
   */
  void answered(StoreRegion region, boolean firstIsAway) {
    lock.lock();
    try {
      if (region == first || answering != first || firstIsAway) {
        answering = region;
      }
    } finally {
      lock.unlock();
    }
  }

  /** What is to be known of an answer of that region. */
  Optional<Remark> remark(StoreRegion region) {
    return region == first
        ? Optional.empty()
        : Optional.of(
            new Remark(
                "answered by " + region + ", since " + first + " is unavailable: " + why(), true));
  }

  String why() {
    lock.lock();
    try {
      return why;
    } finally {
      lock.unlock();
    }
  }

  /** The region that answers. */
  @Override
  public String toString() {
    lock.lock();
    try {
      return answering == first ? first.id() : answering + " in place of " + first;
    } finally {
      lock.unlock();
    }
  }
}
