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
  private boolean begun;
  private boolean over;
  private boolean givenUp;
  private boolean interrupted;

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

  /** Runs the code, unless the call was rejected or given up before. */
  @Override
  public void run() {
    if (!begin(Thread.currentThread())) { // rejected, and kept by the executor all the same
      return;
    }
    if (isGivenUp()) {
      end();
      return;
    }
    T result;
    try {
      result = Pool.outside(code);
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

  /** It will not be run; nothing happens if it has begun all the same. */
  void reject() {
    if (begin(null)) {
      end();
      answer.completeExceptionally(new RejectedExecutionException());
    }
  }

  /** Whether it begins now; it does once. */
  private boolean begin(@Nullable Thread thread) {
    lock.lock();
    try {
      boolean first = !begun;
      begun = true;
      runner = first ? thread : runner;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private boolean isGivenUp() {
    lock.lock();
    try {
      return givenUp;
    } finally {
      lock.unlock();
    }
  }

  /** The code has ended; whether somebody still waits for it. */
  private boolean end() {
    boolean late;
    boolean ours;
    lock.lock();
    try {
      runner = null;
      over = true;
      late = givenUp;
      ours = interrupted;
    } finally {
      lock.unlock();
    }
    if (ours) { // it was meant for the code; any other interrupt is its owner's
      Thread.interrupted();
    }
    watcher.ended(late);
    return !late;
  }

  /** Waits no longer: the answer fails, on a thread of the executor. */
  void giveUp(Executor executor) {
    lock.lock();
    try {
      if (givenUp || over) {
        return;
      }
      givenUp = true;
      interrupted = runner != null;
      if (runner != null) {
        runner.interrupt();
      }
    } finally {
      lock.unlock();
    }
    watcher.givenUp();
    executor.execute(() -> answer.completeExceptionally(new TimeoutException()));
  }
}
