package io.keyturn;

import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Threads of tests. */
final class Threads {
  private Threads() {}

  /** Runs something on a thread of its own; the future has what it threw, or null. */
  static Future<Throwable> thrownBy(ThrowingCallable code) {
    return start(
        () -> {
          try {
            code.call();
            return null;
          } catch (Throwable e) {
            return e;
          }
        });
  }

  static <T> Future<T> start(Callable<T> code) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(code.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  /** Runs something on a thread of its own, and returns when it waits for another, or has ended. */
  static void startUntilItWaits(Runnable code) {
    Thread thread = new Thread(code);
    thread.setDaemon(true);
    thread.start();
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  /** Rings what is due until something is done; no time passes. */
  static void ringUntilDone(ManualTime time, Future<?> future) {
    advanceUntilDone(time, Duration.ZERO, future);
  }

  /** Lets time pass, then lets what is under way set its alarms, until something is done. */
  static void advanceUntilDone(ManualTime time, Duration step, Future<?> future) {
    while (!future.isDone()) {
      time.advance(step);
      Thread.onSpinWait();
    }
  }

  /**
   * Lets time pass up to an alarm that is near; one that is far is the limit of what is under way.
   */
  static void advanceToAlarmWithin(ManualTime time, Duration near) {
    time.untilNextAlarm().filter(until -> until.compareTo(near) <= 0).ifPresent(time::advance);
    Thread.onSpinWait();
  }
}
