package io.keyturn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is done when an engine has ended, on threads of its own, since user code and providers may
 * hang: who waits is told, what was made is retired, the stores are closed.
 */
final class Ending {
  private static final long MOST_MILLIS = 10_000;

  /** After that the next object is ended beside it. */
  private static final long MOST_MILLIS_OF_ONE = 1_000;

  private final Engine engine;
  private final Collection<Store> stores;
  private final List<CompletableFuture<?>> waits;

  Ending(Engine engine, Collection<Store> stores, List<CompletableFuture<?>> waits) {
    this.engine = engine;
    this.stores = stores;
    this.waits = waits;
  }

  /** Waits at most 10 s for it, also on a thread that is interrupted. */
  void run() {
    for (CompletableFuture<?> wait : waits) {
      wait.completeExceptionally(new IllegalStateException("Secrets is closed"));
    }
    if (!engine.arrivals.isEmpty()) { // what waits for them is user code
      started(new Thread(() -> engine.arrivals.forEach(Arrival::look), "keyturn-closed"));
    }
    engine.timer.close();
    boolean interrupted = Thread.interrupted();
    Thread end =
        new Thread("keyturn-close") { // no lambda, which costs who starts and ends milliseconds
          @Override
          public void run() {
            end();
          }
        };
    await(started(end), MOST_MILLIS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each has half of the time. */
  private void end() {
    Thread retiring =
        new Thread("keyturn-retire") {
          @Override
          public void run() {
            retireAll();
          }
        };
    await(started(retiring), MOST_MILLIS / 2);
    closeStores();
  }

  private void retireAll() {
    engine.workers.close();
    for (Retirement.Old old : engine.retiring.takeAll()) {
      Runnable end = new Retiring.End(engine.retiring, old);
      await(started(new Thread(end, "keyturn-retire-" + old.made())), MOST_MILLIS_OF_ONE);
    }
    awaitAll(engine.retiring.ends());
    for (Store store : stores) {
      store.unused.tellAll();
    }
  }

  /** Side by side: one that hangs takes no time from another. */
  private void closeStores() {
    List<Thread> closing = new ArrayList<>();
    for (Store store : stores) {
      Thread thread =
          new Thread("keyturn-close-" + store.id) {
            @Override
            public void run() {
              store.close();
            }
          };
      closing.add(started(thread));
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS / 2);
    for (Thread thread : closing) {
      await(thread, Math.max(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()), 1));
    }
  }

  /** Those that were under way before. */
  private static void awaitAll(CompletableFuture<Void> ends) {
    try {
      ends.get(MOST_MILLIS_OF_ONE, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) { // what hangs is left
    }
  }

  private static Thread started(Thread thread) {
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void await(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
