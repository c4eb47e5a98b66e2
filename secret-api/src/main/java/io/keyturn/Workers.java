package io.keyturn;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The threads that fetch and run user code, and the limits they have. */
final class Workers implements AutoCloseable {
  private final Timer timer;
  private final Executor executor;
  private final @Nullable ExecutorService own;

  Workers(Timer timer, @Nullable Executor given) {
    this.timer = timer;
    if (given != null) {
      this.own = null;
      this.executor = given;
    } else {
      this.own = pool();
      this.executor = own;
    }
  }

  private static ExecutorService pool() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "keyturn-worker-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Runs something of the engine's or the user's own; after the end it is dropped. */
  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      Log.rejected();
    }
  }

  /** Runs a call with a limit; late, its answer fails with a {@code TimeoutException}. */
  <T> CompletableFuture<T> submit(Duration limit, Call<T> call) {
    Timer.Entry end = timer.after(limit, call::giveUp);
    CompletableFuture<T> unused = call.answer.whenComplete((answer, failure) -> end.cancel());
    execute(call);
    return call.answer;
  }

  /**
   * Runs user code with a limit on another worker and waits for it.
   *
   * @param late takes a result that comes too late
   */
  <T> T await(Duration limit, Callable<T> code, Consumer<T> late) throws Exception {
    try {
      return submit(limit, new Call<>(code, late, () -> {})).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (own != null) {
      own.shutdownNow();
    }
  }
}
