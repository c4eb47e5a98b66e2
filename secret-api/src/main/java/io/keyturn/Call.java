package io.keyturn;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Code that runs on a worker and may be given up: its thread is interrupted, its result late. */
final class Call<T> implements Runnable {
  final CompletableFuture<T> answer = new CompletableFuture<>();
  private final Callable<T> code;
  private final Consumer<T> late;
  private final Watcher watcher;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread runner;
  private boolean givenUp;
  private boolean over;

  /**
   * A call.
   *
   * @param late takes a result that comes after the call was given up
   */
  Call(Callable<T> code, Consumer<T> late, Watcher watcher) {
    this.code = code;
    this.late = late;
    this.watcher = watcher;
  }

  /** User code, of which only the result matters. */
  Call(Callable<T> code, Consumer<T> late) {
    this(
        code,
        late,
        new Watcher() {
          @Override
          public void givenUp() {}

          @Override
          public void ended(boolean givenUp) {}
        });
  }

  /** Told what becomes of the code, which may go on after the call was given up. */
  interface Watcher {
    void givenUp();

    /** The code has really ended, or will never begin; told once. */
    void ended(boolean givenUp);
  }

  @Override
  public void run() {
    if (!begin()) {
      watcher.ended(true);
      return;
    }
    T result;
    try {
      result = code.call();
    } catch (Throwable e) { // the code's own: whoever waits for the answer judges it
      if (end()) {
        answer.completeExceptionally(e);
      }
      return;
    }
    if (end()) {
      answer.complete(result);
    } else {
      late.accept(result);
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      runner = Thread.currentThread();
      return !givenUp;
    } finally {
      lock.unlock();
    }
  }

  /** The code has ended, or will not begin; whether somebody still waits for it. */
  private boolean end() {
    boolean awaited;
    lock.lock();
    try {
      runner = null;
      over = true;
      awaited = !givenUp;
    } finally {
      lock.unlock();
    }
    if (!awaited) {
      Thread.interrupted(); // was meant for the code, and is not left to what comes next
    }
    watcher.ended(!awaited);
    return awaited;
  }

  /** Waits no longer: the answer fails, on a thread of the executor. */
  void giveUp(Executor executor) {
    lock.lock();
    try {
      if (givenUp || over) {
        return;
      }
      givenUp = true;
      if (runner != null) {
        runner.interrupt();
      }
    } finally {
      lock.unlock();
    }
    watcher.givenUp();
    try {
      executor.execute(this::late);
    } catch (RuntimeException | Error e) { // no thread to be had
      late();
    }
  }

  private void late() {
    answer.completeExceptionally(new TimeoutException());
  }

  /** The executor did not take it: it will never run. */
  void reject() {
    if (!over && end()) {
      answer.completeExceptionally(new RejectedExecutionException());
    }
  }
}
