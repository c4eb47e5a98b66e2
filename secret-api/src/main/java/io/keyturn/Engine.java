package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names, the bundles they come from, and what is made from them.
 *
 * <p>One short lock guards all state; only writers take it, and neither input, output nor user code
 * runs under it. Readers of a value touch nothing but the handle's own volatile.
 */
final class Engine {
  final Options options;
  final TimeSource time;
  final Timer timer;
  final Workers workers;
  final Making making = new Making(this);
  final Callbacks callbacks;
  final Events events;
  final Retiring retiring;
  final Rejections rejections = new Rejections(this);
  final Gatherings gatherings = new Gatherings(this);

  final KnownNames names = new KnownNames(this);

  /**
   * Who waits without a thread, so that they are answered at the end whatever the executor does.
   */
  final Set<Arrival> arrivals = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Store> stores = new LinkedHashMap<>();
  private final Map<SecretLocation, Cell> cells = new ConcurrentHashMap<>();
  private final Function<String, List<SecretLocation>> places;
  private final List<Runnable> afterwards = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private long changes;
  private CompletableFuture<Void> pulse = new CompletableFuture<>();
  private volatile boolean open = true;
  private boolean started;

  Engine(
      Options options,
      TimeSource time,
      @Nullable Executor executor,
      List<SecretsListener> listeners,
      Map<String, SecretProvider> providers,
      Function<String, List<SecretLocation>> places) {
    this.options = options;
    this.time = time;
    this.places = places;
    this.timer = new Timer(time);
    this.workers = new Workers(timer, executor);
    this.callbacks = new Callbacks(time);
    this.events = new Events(listeners, workers, callbacks);
    this.retiring = new Retiring(this);
    for (Map.Entry<String, SecretProvider> one : providers.entrySet()) {
      stores.put(one.getKey(), new Store(this, one.getKey(), one.getValue()));
    }
  }

  // ---- the lock

  /**
   * Followed by {@link #unlock} in a finally block; what is often done once uses {@link #locked}.
   */
  void lock() {
    lock.lock();
  }

  /** Leaves the lock, and does what was put off until then. */
  void unlock() {
    List<Runnable> left = lock.getHoldCount() == 1 ? takeAfterwards() : List.of();
    lock.unlock();
    for (Runnable what : left) {
      what.run();
    }
  }

  <R extends @Nullable Object> R locked(Supplier<R> what) {
    lock();
    try {
      return what.get();
    } finally {
      unlock();
    }
  }

  /** Has something done when the lock is left. Under the lock. */
  void afterwards(Runnable what) {
    afterwards.add(what);
  }

  /** Has a worker do something when the lock is left. Under the lock. */
  void workAfterwards(Runnable task) {
    afterwards.add(new Work(task));
  }

  private final class Work implements Runnable {
    private final Runnable task;

    Work(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      workers.execute(task);
    }
  }

  private List<Runnable> takeAfterwards() {
    List<Runnable> taken = afterwards.isEmpty() ? List.of() : List.copyOf(afterwards);
    afterwards.clear();
    return taken;
  }

  void locked(Runnable what) {
    lock();
    try {
      what.run();
    } finally {
      unlock();
    }
  }

  boolean isLockedHere() {
    return lock.isHeldByCurrentThread();
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
    Store store = Objects.requireNonNull(stores.get(location.store()), location.store());
    SecretLocation bundle = store.provider.normalize(location.bundle());
    Cell known = cells.get(bundle);
    if (known != null) {
      return known;
    }
    Cell made = new Cell(this, store, bundle);
    Cell earlier = cells.putIfAbsent(bundle, made);
    return earlier != null ? earlier : made;
  }

  /** The node of a name; a new one where it is asked for the first time. */
  Name name(String name, boolean declared) {
    return name(name, List.of(), declared);
  }

  /**
   * The same.
   *
   * @param its places; without any the configured ones
   */
  Name name(String name, List<SecretLocation> its, boolean declared) {
    Name known = find(name);
    while (known == null || (declared && !declare(known))) {
      List<SecretLocation> all = its.isEmpty() ? places.apply(Names.check(name)) : its;
      known = publish(new Name(this, name, all, declared));
    }
    return known;
  }

  private @Nullable Name find(String name) {
    lock();
    try {
      return names.find(name);
    } finally {
      unlock();
    }
  }

  /** False if it is forgotten since it was found. */
  private boolean declare(Name name) {
    lock();
    try {
      if (!name.isForgotten()) {
        names.declare(name);
      }
      return !name.isForgotten();
    } finally {
      unlock();
    }
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

  /**
   * A name has its value when others come to know it, if its bundle is known; null where it is to
   * be made again, since what it was made of is gone.
   */
  private @Nullable Name publish(Name made) {
    while (true) { // again, if the bundle has turned
      Optional<Content.Reading> reading = made.cell.read(made.location());
      lock();
      try {
        checkOpen();
        if (made.isOfForgotten()) {
          return null;
        }
        if (made.cell.holds(reading)) {
          return publish(made, reading);
        }
      } finally {
        unlock();
      }
    }
  }

  private Name publish(Name made, Optional<Content.Reading> reading) {
    Name earlier = names.find(made.name);
    if (earlier != null) {
      return earlier;
    }
    made.begin();
    if (reading.isPresent()) {
      made.take(reading.get());
    }
    names.add(made);
    return made;
  }

  /** No name can be read from a cell any more. Under the lock. */
  void forget(Cell cell) {
    cells.remove(cell.bundle, cell);
  }

  /** A store says that a bundle may have changed. Under the lock. */
  void pushed(SecretLocation bundle) {
    Cell cell = cells.get(bundle);
    if (cell != null && open) {
      cell.pushed();
    }
  }

  /** The end of the next look at any bundle. Under the lock. */
  CompletableFuture<Void> nextLanding() {
    return pulse;
  }

  /** A look has ended. */
  void landed() {
    CompletableFuture<Void> ended;
    lock();
    try {
      ended = pulse;
      pulse = new CompletableFuture<>();
    } finally {
      unlock();
    }
    ended.complete(null);
  }

  /** Gives looks to their stores, where they wait for their turn. Never under the lock. */
  void submit(List<Flight> fresh) {
    for (Map.Entry<Store, List<Flight>> each : byStore(fresh).entrySet()) {
      each.getKey().submit(each.getValue());
    }
  }

  /** Gives looks to their stores that follow from the end of another one. Never under the lock. */
  void submitNext(List<Flight> fresh) {
    for (Map.Entry<Store, List<Flight>> each : byStore(fresh).entrySet()) {
      each.getKey().submitNext(each.getValue());
    }
  }

  /**
   * Gives looks to their stores, and has that of a cell hand out what waits: the one who is about
   * to wait for a look there may have it waiting on his own thread. Never under the lock.
   */
  void submit(List<Flight> fresh, Cell awaited) {
    submit(fresh);
    awaited.store.submit(List.of());
  }

  private Map<Store, List<Flight>> byStore(List<Flight> fresh) {
    assert !isLockedHere() : "providers are asked outside the lock";
    if (fresh.isEmpty() || !open) {
      return Map.of();
    }
    Map<Store, List<Flight>> byStore = new LinkedHashMap<>();
    for (Flight flight : fresh) {
      Store store = flight.cell.store;
      List<Flight> its = byStore.get(store);
      if (its == null) {
        its = new ArrayList<>();
        byStore.put(store, its);
      }
      its.add(flight);
    }
    return byStore;
  }

  void await(CompletableFuture<?> pending, long deadline, Name name, String limit) {
    try {
      await(pending, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw name.unavailable("the reader was interrupted");
    } catch (TimeoutException e) {
      throw name.unavailable("no answer within " + limit);
    }
  }

  /** Waits until something has ended, however it did. */
  void await(CompletableFuture<?> pending, long deadline)
      throws InterruptedException, TimeoutException {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    CompletableFuture<Object> either = CompletableFuture.anyOf(pending, wait);
    Timer.Entry end = timer.at(deadline, new Late(wait));
    try {
      either.get();
    } catch (ExecutionException e) {
      if (wait.isCompletedExceptionally() && !pending.isDone()) {
        throw new TimeoutException();
      }
    } finally {
      wait.complete(null);
      end.cancel();
    }
  }

  private record Late(CompletableFuture<?> pending) implements Runnable {
    @Override
    public void run() {
      pending.completeExceptionally(new TimeoutException());
    }
  }

  /** How often a value has turned, or something was mapped or ended. Under the lock. */
  long changes() {
    return changes;
  }

  /** What is made from what, or its values, is another. Under the lock. */
  void changed() {
    changes++;
  }

  /** The version that a bundle has by now; another one where it is not known. Under the lock. */
  String version(SecretLocation bundle, String other) {
    Cell cell = cells.get(bundle);
    return cell == null ? other : cell.version();
  }

  /** Whether somebody uses a version that was fetched of a bundle. Under the lock. */
  boolean uses(SecretLocation bundle, String version) {
    Cell cell = cells.get(bundle);
    return cell != null && cell.uses(version);
  }

  /** The bundles of a store. */
  Stream<Cell> cellsOf(Store store) {
    return cells.values().stream().filter(cell -> cell.store == store);
  }

  /** The bundles that names read from. Under the lock. */
  List<Cell> usedCells() {
    return cells.values().stream().filter(Cell::isUsed).toList();
  }

  SecretsStatus status() {
    return new SecretsStatus(
        locked(() -> usedCells().stream().map(Cell::status).toList()), callbacks.running());
  }

  void started() {
    started = true;
    Log.started(names.hot.size(), cells.size(), stores.keySet());
  }

  // ---- the end

  /** Ends waits, retires what was made, closes the providers; waits for that at most 10 s. */
  void close() {
    List<CompletableFuture<?>> waits = new ArrayList<>();
    if (!end(waits)) {
      return;
    }
    new Ending(this, stores.values(), waits).run();
    if (started) {
      Log.closed();
    }
  }

  /** Whether this ends it, and nothing else has before. */
  private boolean end(List<CompletableFuture<?>> waits) {
    lock();
    try {
      if (open) {
        open = false;
        endNames(waits);
        return true;
      }
      return false;
    } finally {
      unlock();
    }
  }

  private void endNames(List<CompletableFuture<?>> waits) {
    Retirement last = new Retirement();
    for (Cell cell : cells.values()) {
      waits.addAll(cell.waits());
      cell.dropOthers();
    }
    for (Name name : names.all()) {
      for (Made<?> made : List.copyOf(name.children())) {
        made.end(last);
      }
      name.handle.end();
      name.endWaits();
    }
    retiring.add(last);
  }
}
