package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names, the bundles they come from, and what is made from them.
 *
 * <p>One short lock guards all state; only writers take it, and neither input, output nor user code
 * runs under it. Readers of a value touch nothing but the handle's own volatile.
 */
final class Engine {
  private static final long CLOSE_MILLIS = 10_000;

  final Options options;
  final TimeSource time;
  final Timer timer;
  final Workers workers;

  /** The handles of all names asked for so far: the whole way of a reader. */
  final Map<String, Rotating<Secret>> handles = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Store> stores = new LinkedHashMap<>();
  private final Map<SecretLocation, Cell> cells = new ConcurrentHashMap<>();
  private final Map<Class<?>, Made<?>> records = new HashMap<>();
  private final List<Retirement> retiring = new ArrayList<>();
  private final Function<String, List<SecretLocation>> places;
  private final AtomicLong numbers = new AtomicLong();
  private volatile boolean open = true;

  Engine(
      Options options,
      TimeSource time,
      @Nullable Executor executor,
      Map<String, SecretProvider> providers,
      Function<String, List<SecretLocation>> places) {
    this.options = options;
    this.time = time;
    this.places = places;
    this.timer = new Timer(time);
    this.workers = new Workers(timer, executor);
    providers.forEach(
        (id, provider) ->
            stores.put(id, new Store(id, provider, workers, timer, options.fetchTimeout)));
  }

  // ---- the lock

  <R extends @Nullable Object> R locked(Supplier<R> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable what) {
    locked(
        () -> {
          what.run();
          return null;
        });
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  boolean isOpen() {
    return open;
  }

  void checkOpen() {
    if (!open) {
      throw new IllegalStateException("Secrets is closed");
    }
  }

  // ---- names and bundles

  Cell cell(SecretLocation location) {
    Store store = Objects.requireNonNull(stores.get(location.store()), location::store);
    SecretLocation bundle = store.provider.normalize(location.bundle());
    return cells.computeIfAbsent(bundle, b -> new Cell(this, store, b));
  }

  /** The node of a name; a new one where it is asked for the first time. */
  Name name(String name, boolean polled) {
    Rotating<Secret> handle = handles.get(name);
    if (handle == null) {
      Name made = new Name(this, Names.check(name), places.apply(name), polled);
      handle = locked(() -> publish(made));
    }
    Name known = (Name) Objects.requireNonNull(handle.node());
    if (polled) {
      locked(known::poll);
    }
    return known;
  }

  /** Looks for a name of which nothing is known yet, without waiting for it. */
  void look(Name name) {
    List<Flight> fresh = new ArrayList<>(1);
    locked(
        () -> {
          if (name.current() == null && name.failure == null) {
            name.cell.look(Rotation.Why.POLL, fresh);
          }
        });
    submit(fresh);
  }

  private Rotating<Secret> publish(Name made) {
    checkOpen();
    Rotating<Secret> earlier = handles.putIfAbsent(made.name, made.handle);
    if (earlier != null) {
      return earlier;
    }
    made.cell.attach(made);
    return made.handle;
  }

  /** Gives looks to their stores, where they wait for their turn. Never under the lock. */
  void submit(List<Flight> fresh) {
    if (fresh.isEmpty() || !open) {
      return;
    }
    fresh.stream()
        .collect(
            Collectors.groupingBy(
                flight -> flight.cell.store, LinkedHashMap::new, Collectors.toList()))
        .forEach(Store::submit);
  }

  void await(CompletableFuture<?> pending, long deadline, Name name, String limit) {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    CompletableFuture<?> unused = pending.whenComplete((result, failure) -> wait.complete(null));
    Timer.Entry end = timer.at(deadline, () -> wait.completeExceptionally(new TimeoutException()));
    try {
      wait.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw name.unavailable("the reader was interrupted");
    } catch (ExecutionException e) {
      throw name.unavailable("no answer within " + limit);
    } finally {
      end.cancel();
    }
  }

  /** The bundles that names read from. Under the lock. */
  List<Cell> usedCells() {
    return cells.values().stream().filter(Cell::isUsed).toList();
  }

  void started() {
    Log.started(handles.size(), cells.size(), stores.keySet());
  }

  // ---- what is made from names

  /** Makes the first value of a node, on the calling thread, and publishes it. */
  <T, M extends Made<T>> M make(M made) {
    while (true) {
      checkOpen();
      List<Object> inputs = locked(() -> made.inputs(Map.of()));
      T value = Made.first(() -> made.make(inputs));
      if (locked(() -> open && made.begin(value, inputs))) {
        return made;
      }
      made.retire(value); // what it was made from has turned meanwhile, or all is closed
    }
  }

  @SuppressWarnings("unchecked") // a record's type leads to its own node
  <R extends Record> Made<R> record(Class<R> type, Supplier<Made<R>> make) {
    checkOpen();
    Made<R> known = (Made<R>) locked(() -> records.get(type));
    if (known != null) {
      return known;
    }
    Made<R> made = make.get();
    Made<R> first =
        (Made<R>) locked(() -> Objects.requireNonNullElse(records.putIfAbsent(type, made), made));
    if (first != made) {
      end(made);
    }
    return first;
  }

  void turn(Turn turn) {
    try {
      turn.run().tell();
    } catch (Turn.Refused e) {
      Log.notMade(e.reason);
    }
  }

  /** Makes some nodes again on a worker; it may be called under the lock. */
  void remakeLater(List<Made<?>> some, Duration pause, Turn.What what) {
    List<Made<?>> these = List.copyOf(some);
    if (!these.isEmpty()) {
      timer.after(pause, () -> workers.execute(() -> turn(new Turn(this, what, these))));
    }
  }

  /** Tries a build that failed again, after a pause that doubles. */
  void makeAgainLater(Made<?> made, Turn.What what) {
    int failures = locked(made::failedAgain);
    remakeLater(List.of(made), options.pause(failures, options.ttl), what);
  }

  // ---- the end of what was made

  void retireLater(Retirement retirement) {
    if (!retirement.isEmpty()) {
      locked(() -> retiring.add(retirement));
      timer.after(options.drain, () -> workers.execute(() -> retireNow(retirement)));
    }
  }

  private void retireNow(Retirement retirement) {
    retirement.run();
    locked(() -> retiring.remove(retirement));
  }

  void end(Made<?> made) {
    Retirement retirement = new Retirement();
    locked(() -> made.end(retirement));
    retireLater(retirement);
  }

  // ---- the end

  /** Ends waits, retires what was made, closes the providers; waits for that at most 10 s. */
  void close() {
    Retirement last = new Retirement();
    List<CompletableFuture<?>> waits = new ArrayList<>();
    boolean first = locked(() -> close(last, waits));
    if (!first) {
      return;
    }
    waits.forEach(
        wait -> wait.completeExceptionally(new IllegalStateException("Secrets is closed")));
    timer.close();
    Thread closing = new Thread(() -> finish(last), "keyturn-close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Log.closed();
  }

  private boolean close(Retirement last, List<CompletableFuture<?>> waits) {
    if (!open) {
      return false;
    }
    open = false;
    cells.values().forEach(cell -> waits.addAll(cell.waits()));
    for (Rotating<Secret> handle : handles.values()) {
      List.copyOf(Objects.requireNonNull(handle.node()).children).forEach(made -> made.end(last));
      handle.turnTo(null);
    }
    return true;
  }

  private void finish(Retirement last) {
    last.run();
    List<Retirement> earlier = locked(() -> List.copyOf(retiring));
    earlier.forEach(Retirement::run);
    workers.close();
    stores.values().forEach(Store::close);
  }
}
