package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One provider and the looks that wait for it: at most four at a time, in batches where it can. */
final class Store {
  private static final int AT_A_TIME = 4;

  final String id;
  final SecretProvider provider;
  final Queue<Cell> cells = new ConcurrentLinkedQueue<>();
  private final Workers workers;
  private final Timer timer;
  private final Duration fetchTimeout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Flight> waiting = new ArrayDeque<>();
  private final Set<Cell> unavailable = new HashSet<>();
  private int running;
  private long downSince;

  Store(String id, SecretProvider provider, Workers workers, Timer timer, Duration fetchTimeout) {
    this.id = id;
    this.provider = provider;
    this.workers = workers;
    this.timer = timer;
    this.fetchTimeout = fetchTimeout;
  }

  boolean batches() {
    return provider.batchSize() > 1;
  }

  void submit(List<Flight> flights) {
    lock.lock();
    try {
      waiting.addAll(flights);
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  private void dispatch() {
    for (List<Flight> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
      List<Flight> asked = batch;
      CompletableFuture<?> unused =
          workers
              .submit(fetchTimeout, new Call<>(() -> ask(asked), late -> {}, this::ended))
              .whenComplete((outcomes, failure) -> land(asked, outcomes, failure));
    }
  }

  private List<Flight> nextBatch() {
    List<Flight> batch = new ArrayList<>();
    int batchSize =
        provider.batchSize(); // asked each time: a store may learn that it has no batches
    lock.lock();
    try {
      while (running < AT_A_TIME && batch.size() < batchSize && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      running += batch.isEmpty() ? 0 : 1;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void ended() {
    lock.lock();
    try {
      running--;
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  private Map<SecretLocation, Outcome> ask(List<Flight> flights) {
    Map<SecretLocation, Optional<String>> known = new LinkedHashMap<>();
    flights.forEach(flight -> known.put(flight.cell.bundle, flight.known));
    if (known.size() > 1) {
      try {
        return provider.fetchAll(known);
      } catch (RuntimeException e) { // the batch as a whole: its bundles are asked singly
        Log.batchFailed(id, e);
      }
    }
    Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
    known.forEach((bundle, version) -> outcomes.put(bundle, askOne(bundle, version)));
    return outcomes;
  }

  private Outcome askOne(SecretLocation bundle, Optional<String> known) {
    try {
      return Outcome.of(provider, bundle, known);
    } catch (
        RuntimeException
            e) { // not a SecretException: the provider's mistake, whose message may quote
      return new Outcome.Failed(
          new SecretUnavailableException(bundle, "the provider threw " + e.getClass().getName()));
    }
  }

  private void land(
      List<Flight> flights,
      @Nullable Map<SecretLocation, Outcome> outcomes,
      @Nullable Throwable failure) {
    for (Flight flight : flights) {
      Outcome outcome = outcomes == null ? null : outcomes.get(flight.cell.bundle);
      flight.cell.landed(
          flight, outcome != null ? outcome : noOutcome(flight.cell.bundle, failure));
    }
  }

  private static Outcome noOutcome(SecretLocation bundle, @Nullable Throwable failure) {
    String reason =
        failure == null
            ? "the provider gave no outcome"
            : failure instanceof TimeoutException
                ? "no answer within keyturn.fetch-timeout"
                : "the provider threw " + failure.getClass().getName();
    return new Outcome.Failed(new SecretUnavailableException(bundle, reason));
  }

  /** Notes the end of a look; tells when the first bundle is unavailable and the last is back. */
  void ended(Cell cell, @Nullable SecretException failure) {
    Runnable line;
    lock.lock();
    try {
      line = failure instanceof SecretUnavailableException down ? down(cell, down) : up(cell);
    } finally {
      lock.unlock();
    }
    line.run();
  }

  private Runnable down(Cell cell, SecretUnavailableException failure) {
    boolean first = unavailable.isEmpty();
    unavailable.add(cell);
    if (!first) {
      return () -> {};
    }
    downSince = timer.now();
    return () -> Log.outageBegins(id, failure);
  }

  private Runnable up(Cell cell) {
    boolean last = unavailable.remove(cell) && unavailable.isEmpty();
    Duration after = Duration.ofNanos(timer.now() - downSince);
    return last ? () -> Log.outageEnds(id, after) : () -> {};
  }

  void close() {
    try {
      provider.close();
    } catch (RuntimeException | Error e) { // the provider's; its message may quote anything
      Log.closeThrew(id, e);
    }
  }
}
