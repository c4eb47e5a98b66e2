package io.keyturn;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The threads that fetch and run user code, and the limits they have. */
final class Workers implements AutoCloseable {
  /** When to try again what an executor would not take. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Timer timer;

  private final Pool own = new Pool();

  private final Executor executor;
  private final Set<Call<?>> underWay = ConcurrentHashMap.newKeySet();

  Workers(Timer timer, @Nullable Executor given) {
    this.timer = timer;
    this.executor = given != null ? given : own;
  }

  /**
   * Runs a call with a limit; late, its answer fails with a {@code TimeoutException}. Whatever an
   * executor throws, and be it that it got no thread, is a rejection.
   */
  <T> CompletableFuture<T> submit(Duration limit, Call<T> call) {
    underWay.add(call);
    CompletableFuture<T> unused = call.answer.whenComplete(new Limit(call, limit));
    try {
      executor.execute(call);
    } catch (RuntimeException | Error e) {
      call.reject();
    }
    return call.answer;
  }

  /** Gives a call up in the end, unless it has its answer by then. */
  private final class Limit implements Runnable, BiConsumer<Object, Throwable> {
    private final Call<?> call;
    private final Timer.Entry end;

    Limit(Call<?> call, Duration limit) {
      this.call = call;
      this.end = timer.after(limit, this);
    }

    @Override
    public void run() {
      call.giveUp(task -> offer(own, new Once(task)));
    }

    @Override
    public void accept(@Nullable Object result, @Nullable Throwable failure) {
      end.cancel();
      underWay.remove(call);
    }
  }

  /** Runs something; as long as the executor takes nothing, it is offered again. */
  void execute(Runnable task) {
    offer(executor, new Once(task));
  }

  private void offer(Executor to, Once task) {
    try {
      to.execute(task);
    } catch (RuntimeException | Error e) {
      if (!task.begun.get()) {
        timer.after(PAUSE, () -> offer(to, task));
      } else { // the task's own, run by who offered it
        Log.internalError(e);
      }
    }
  }

  /** A task that runs once, also where an executor kept what it did not take. */
  private record Once(Runnable task, AtomicBoolean begun) implements Runnable {
    Once(Runnable task) {
      this(task, new AtomicBoolean());
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        task.run();
      }
    }
  }

  /** Gives up what is under way; the threads end when it has ended. */
  @Override
  public void close() {
    for (Call<?> call : underWay) {
      call.giveUp(Runnable::run);
    }
    own.close();
  }
}
