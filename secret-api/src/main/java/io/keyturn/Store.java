package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One provider and the looks that wait for it: at most four at a time, in batches where it can. */
final class Store {
  private static final int AT_A_TIME = 4;

  final String id;
  final SecretProvider provider;
  final Unused unused;
  final Watches watches;
  private final Workers workers;
  private final Duration fetchTimeout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Flight> waiting = new ArrayDeque<>();

  /** Flights whose batch failed as a whole: they are asked one by one. */
  private final Deque<Flight> alone = new ArrayDeque<>();

  /** Threads that hand out flights: an executor that runs in place, or rejects, ends up here. */
  private final Set<Thread> dispatching = ConcurrentHashMap.newKeySet();

  final Outage outage;

  /** Calls under way, and those among them that were given up and have not ended all the same. */
  private int running;

  private int stuck;
  private volatile int batchSize;

  private final Call.Watcher watcher =
      new Call.Watcher() {
        @Override
        public void givenUp() {
          count(0, 1);
        }

        @Override
        public void ended(boolean givenUp) {
          count(-1, givenUp ? -1 : 0);
          dispatchMore();
        }
      };

  Store(Engine engine, String id, SecretProvider provider) {
    this.id = id;
    this.provider = provider;
    this.workers = engine.workers;
    this.fetchTimeout = engine.options.fetchTimeout;
    this.outage = new Outage(engine, this);
    this.unused = new Unused(engine, this);
    this.watches = new Watches(engine, this);
    this.batchSize = askBatchSize();
  }

  boolean batches() {
    return batchSize > 1;
  }

  /** Asked again after each call, since a store may learn that it has no batches. */
  private int askBatchSize() {
    try {
      return Math.max(1, provider.batchSize());
    } catch (RuntimeException | Error e) { // the provider's mistake
      return 1;
    }
  }

  /**
   * Looks that somebody may wait for on this very thread: they are handed out before it returns.
   */
  void submit(List<Flight> flights) {
    enqueue(flights);
    dispatch();
  }

  /** Looks that follow from the end of another one. */
  void submitNext(List<Flight> flights) {
    enqueue(flights);
    dispatchMore();
  }

  private void enqueue(List<Flight> flights) {
    lock.lock();
    try {
      for (Flight flight : flights) {
        waiting.add(flight);
      }
    } finally {
      lock.unlock();
    }
  }

  private void dispatch() {
    boolean outermost = dispatching.add(Thread.currentThread());
    try {
      boolean more = true;
      while (more) {
        boolean failed = failStuck(); // which may have been followed by other looks
        List<Flight> batch = nextBatch();
        ask(batch);
        more = failed || !batch.isEmpty();
      }
    } finally {
      if (outermost) {
        dispatching.remove(Thread.currentThread());
      }
    }
  }

  /** On a thread that hands out already its loop goes on: no deeper stack. */
  private void dispatchMore() {
    if (!dispatching.contains(Thread.currentThread())) {
      dispatch();
    }
  }

  private List<Flight> nextBatch() {
    List<Flight> batch = new ArrayList<>();
    lock.lock();
    try {
      if (running < AT_A_TIME) {
        Deque<Flight> from = alone.isEmpty() ? waiting : alone;
        int most = from == alone ? 1 : evenShare(from.size());
        while (batch.size() < most && !from.isEmpty()) {
          batch.add(from.remove());
        }
        running += batch.isEmpty() ? 0 : 1;
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** As many batches as there must be, and none with one bundle that is left over. */
  private int evenShare(int flights) {
    int size = batchSize;
    int batches = (flights + size - 1) / size;
    return batches == 0 ? size : (flights + batches - 1) / batches;
  }

  private void ask(List<Flight> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Asking asking = new Asking(batch);
    Call<Map<SecretLocation, Outcome>> call = new Call<>(asking, asking, watcher);
    CompletableFuture<?> unused = workers.submit(fetchTimeout, call).whenComplete(asking);
  }

  /** A call to the provider, and what is done with what it brings, in time or late. */
  private final class Asking
      implements Callable<Map<SecretLocation, Outcome>>,
          Consumer<Map<SecretLocation, Outcome>>,
          BiConsumer<@Nullable Map<SecretLocation, Outcome>, @Nullable Throwable> {
    private final List<Flight> batch;

    Asking(List<Flight> batch) {
      this.batch = batch;
    }

    @Override
    public Map<SecretLocation, Outcome> call() throws BatchFailed {
      return outcomes(batch);
    }

    @Override
    public void accept(Map<SecretLocation, Outcome> late) {
      discard(batch, late);
    }

    @Override
    public void accept(
        @Nullable Map<SecretLocation, Outcome> outcomes, @Nullable Throwable failure) {
      if (failure instanceof BatchFailed) {
        askSingly(batch);
      } else {
        land(batch, outcomes, failure);
      }
      dispatchMore();
    }
  }

  /** Each with a call and a limit of its own, so that one that hangs holds up no other. */
  private void askSingly(List<Flight> batch) {
    lock.lock();
    try {
      alone.addAll(batch);
    } finally {
      lock.unlock();
    }
  }

  private void count(int moreRunning, int moreStuck) {
    lock.lock();
    try {
      running += moreRunning;
      stuck += moreStuck;
    } finally {
      lock.unlock();
    }
  }

  /**
   * When all calls hang that may be under way, who waits for one of them to end is told so; whether
   * anybody was.
   */
  private boolean failStuck() {
    List<Flight> hopeless = List.of();
    lock.lock();
    try {
      if (stuck >= AT_A_TIME) {
        hopeless = new ArrayList<>(alone);
        hopeless.addAll(waiting);
        alone.clear();
        waiting.clear();
      }
    } finally {
      lock.unlock();
    }
    for (Flight flight : hopeless) {
      String reason = "all calls to the store hang; a thread dump shows where";
      Outcome outcome = failed(flight.cell.bundle, reason);
      workers.execute(() -> new Landing(flight).with(outcome)); // never on the timer's thread
    }
    return !hopeless.isEmpty();
  }

  private Map<SecretLocation, Outcome> outcomes(List<Flight> flights) throws BatchFailed {
    try {
      if (flights.size() > 1) {
        return batch(flights);
      }
      Flight flight = flights.get(0);
      return Map.of(flight.cell.bundle, outcome(flight.cell.bundle, flight.known));
    } finally {
      batchSize = askBatchSize();
    }
  }

  private Map<SecretLocation, Outcome> batch(List<Flight> flights) throws BatchFailed {
    Map<SecretLocation, Optional<String>> known = new LinkedHashMap<>();
    flights.forEach(flight -> known.put(flight.cell.bundle, flight.known));
    try {
      return new HashMap<>(provider.fetchAll(known));
    } catch (RuntimeException | Error e) { // the batch as a whole
      Log.batchFailed(id, e);
      throw new BatchFailed();
    }
  }

  private static final class BatchFailed extends Exception {
    @Serial private static final long serialVersionUID = 1;
  }

  private Outcome outcome(SecretLocation bundle, Optional<String> known) {
    try {
      return Outcome.of(provider, bundle, known);
    } catch (RuntimeException e) { // no SecretException: the provider's mistake, which may quote
      return failed(bundle, "the provider threw " + e.getClass().getName());
    }
  }

  private void land(
      List<Flight> flights,
      @Nullable Map<SecretLocation, Outcome> outcomes,
      @Nullable Throwable failure) {
    for (Flight flight : flights) {
      Outcome outcome = outcomes == null ? null : outcomes.get(flight.cell.bundle);
      if (outcome instanceof Outcome.Fetched || outcome instanceof Outcome.Unchanged) {
        outage.served();
      }
      new Landing(flight)
          .with(outcome != null ? outcome : failed(flight.cell.bundle, why(failure)));
    }
  }

  /** What came too late for anybody to use it. */
  private static void discard(List<Flight> flights, Map<SecretLocation, Outcome> late) {
    for (Flight flight : flights) {
      if (late.get(flight.cell.bundle) instanceof Outcome.Fetched fetched) {
        flight.cell.discard(fetched.bundle());
      }
    }
  }

  private static String why(@Nullable Throwable failure) {
    if (failure == null) {
      return "the provider gave no outcome";
    }
    if (failure instanceof TimeoutException) {
      return "no answer within keyturn.fetch-timeout";
    }
    return failure instanceof RejectedExecutionException
        ? "the executor given to the builder takes no tasks"
        : "the provider threw " + failure.getClass().getName();
  }

  private static Outcome failed(SecretLocation bundle, String reason) {
    return new Outcome.Failed(new SecretUnavailableException(bundle, reason));
  }

  void close() {
    watches.close();
    try {
      provider.close();
    } catch (RuntimeException | Error e) { // the provider's; its message may quote anything
      Log.closeThrew(id, e);
    }
  }
}
