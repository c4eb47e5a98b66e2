package io.keyturn.bench.undisturbed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;

/** A hundred turns a second, of one name after the other. */
final class Turning implements Disturbance {
  private static final int THREADS = 4;
  private static final int TURNS_A_SECOND = 100;

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger turns = new AtomicInteger();
  private final long began = System.nanoTime();

  private final DoubleConsumer rate;

  /**
   * Begins it.
   *
   * @param rate takes in the end how many turns there were a second
   */
  Turning(Reader reader, DoubleConsumer rate) {
    this.rate = rate;
    long period = THREADS * 1_000_000L / TURNS_A_SECOND;
    for (int i = 0; i < THREADS; i++) {
      running.add(
          threads.scheduleAtFixedRate(
              () -> reader.turn(Reader.name(turns.getAndIncrement() % Reader.NAMES)),
              i * period / THREADS,
              period,
              TimeUnit.MICROSECONDS));
    }
  }

  @Override
  public void end() {
    rate.accept(turns.get() / ((System.nanoTime() - began) / 1e9));
    running.forEach(future -> future.cancel(false));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a turn has not ended");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
