package io.keyturn;

import java.io.Serial;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads for what is due: a few for the engine's own code, which does not wait, and one more for
 * each that is outside of it, in a provider or in code of the user's, from where it may never come
 * back.
 */
final class Pool implements Executor, ThreadFactory {
  /** How many run the engine's own code. */
  static final int INSIDE = 8;

  private static final int IDLE_SECONDS = 10;

  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger outside = new AtomicInteger();
  private final Waiting waiting = new Waiting();

  /** Has no thread until one is needed. */
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, waiting, this);

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public Thread newThread(Runnable tasks) {
    return new Worker(tasks);
  }

  /** What is under way goes on; nothing else is taken. */
  void close() {
    threads.shutdown();
  }

  /** Runs what may take long or for ever; on any other thread it is just run. */
  static <R> R outside(Callable<R> code) throws Exception {
    Worker gone = goOut();
    try {
      return code.call();
    } finally {
      comeBack(gone);
    }
  }

  /** The same of what returns nothing and throws nothing checked. */
  static void outside(Runnable code) {
    Worker gone = goOut();
    try {
      code.run();
    } finally {
      comeBack(gone);
    }
  }

  /** This thread, if it is one of the few, and was not outside already. */
  private static @Nullable Worker goOut() {
    if (Thread.currentThread() instanceof Worker worker && !worker.out) {
      worker.goOut();
      return worker;
    }
    return null;
  }

  private static void comeBack(@Nullable Worker gone) {
    if (gone != null) {
      gone.comeBack();
    }
  }

  /** A task that may take long or for ever. */
  record Outside(Runnable code) implements Runnable {
    @Override
    public void run() {
      outside(code);
    }
  }

  private boolean mayGrow() {
    return threads.getPoolSize() - outside.get() < INSIDE;
  }

  private final class Worker extends Thread {
    private boolean out;

    private Worker(Runnable tasks) {
      super(tasks, "keyturn-worker-" + number.incrementAndGet());
      setDaemon(true);
    }

    @Override
    public void run() {
      super.run();
      handOver();
    }

    private void goOut() {
      out = true;
      outside.incrementAndGet();
      handOver();
    }

    /** Another one takes its place, if anything waits. */
    private void handOver() {
      Runnable next = threads.isShutdown() ? null : waiting.poll();
      if (next != null) {
        threads.execute(next);
      }
    }

    private void comeBack() {
      outside.decrementAndGet();
      out = false;
    }
  }

  /** Tasks that wait until a thread is free; refused where there may be one more. */
  private final class Waiting extends LinkedTransferQueue<Runnable> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task) || (!mayGrow() && super.offer(task) && !(mayGrow() && remove(task)));
    }
  }
}
