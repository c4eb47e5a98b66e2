package io.keyturn;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Code that runs on a worker and may be given up: its thread is interrupted, its answer late. */
final class Call<T> implements Runnable {
  final CompletableFuture<T> answer = new CompletableFuture<>();
  private final Callable<T> code;
  private final Consumer<T> late;
  private final Runnable ended;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread runner;

  /**
   * A call.
   *
   * @param late takes a result that comes after the call was given up
   * @param ended is run when the code has really ended, or will never begin
   */
  Call(Callable<T> code, Consumer<T> late, Runnable ended) {
    this.code = code;
    this.late = late;
    this.ended = ended;
  }

  @Override
  public void run() {
    try {
      runner(Thread.currentThread());
      if (!answer.isDone()) {
        T result = code.call();
        runner(null);
        if (!answer.complete(result)) {
          late.accept(result);
        }
      }
    } catch (Throwable e) { // the code's own: whoever waits for the answer judges it
      runner(null);
      answer.completeExceptionally(e);
    } finally {
      runner(null);
      Thread.interrupted(); // an interrupt meant for this call is not left to the next
      ended.run();
    }
  }

  void giveUp() {
    lock.lock();
    try {
      if (answer.completeExceptionally(new TimeoutException()) && runner != null) {
        runner.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void runner(@Nullable Thread thread) {
    lock.lock();
    try {
      runner = thread;
    } finally {
      lock.unlock();
    }
  }
}
