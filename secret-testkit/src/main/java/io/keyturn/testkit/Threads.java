package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Threads for clauses, and what can be known of threads. */
final class Threads {
  private Threads() {}

  /** Runs a task, in time, and throws what it throws. */
  static <T> T within(Duration limit, Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = start(future);
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw asError(e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new AssertionError("not over within " + limit);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw new AssertionError("interrupted while it waited");
    }
  }

  private static Error asError(@Nullable Throwable thrown) {
    return thrown instanceof Error error ? error : new AssertionError(thrown);
  }

  static Thread start(Runnable task) {
    Thread thread = new Thread(task, "keyturn-contract");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static Set<Thread> all() {
    return Thread.getAllStackTraces().keySet();
  }

  /** How many bytes this thread has allocated; 0 where the machine does not tell. */
  static long allocatedHere() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
        : 0;
  }

  static void assertEnds(Thread thread, Duration limit) throws InterruptedException {
    thread.join(limit.toMillis());
    assertThat(thread.isAlive())
        .as("thread '%s' lives on after %s", thread.getName(), limit)
        .isFalse();
  }
}
