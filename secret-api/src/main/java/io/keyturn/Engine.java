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
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    providers.forEach((id, provider) -> stores.put(id, new Store(this, id, provider)));
  }

  // ---- the lock

  <R extends @Nullable Object> R locked(Supplier<R> what) {
    List<Runnable> left = List.of();
    lock.lock();
    try {
      R result = what.get();
      left = lock.getHoldCount() == 1 ? takeAfterwards() : left;
      return result;
    } finally {
      lock.unlock();
      left.forEach(Runnable::run);
    }
  }

  /** Has something done when the lock is left. Under the lock. */
  void afterwards(Runnable what) {
    afterwards.add(what);
  }

  private List<Runnable> takeAfterwards() {
    List<Runnable> taken = afterwards.isEmpty() ? List.of() : List.copyOf(afterwards);
    afterwards.clear();
    return taken;
  }

  void locked(Runnable what) {
    locked(
        () -> {
          what.run();
          return null;
        });
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
    Store store = Objects.requireNonNull(stores.get(location.store()), location::store);
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
    Name known = locked(() -> names.find(name));
    while (known == null) {
      known = publish(new Name(this, Names.check(name), places.apply(name), declared));
    }
    Name found = known;
    if (declared) {
      locked(() -> names.declare(found));
    }
    return found;
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
    Name published = null;
    while (published == null && !locked(made::isOfForgotten)) { // again, if the bundle has turned
      Optional<Content.Reading> reading = made.cell.read(made.location());
      published = locked(() -> publish(made, reading));
    }
    return published;
  }

  private @Nullable Name publish(Name made, Optional<Content.Reading> reading) {
    checkOpen();
    if (made.isOfForgotten() || !made.cell.holds(reading)) {
      return null;
    }
    Name earlier = names.find(made.name);
    if (earlier != null) {
      return earlier;
    }
    made.begin();
    reading.ifPresent(made::take);
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
    CompletableFuture<Void> ended = locked(this::nextPulse);
    ended.complete(null);
  }

  private CompletableFuture<Void> nextPulse() {
    CompletableFuture<Void> ended = pulse;
    pulse = new CompletableFuture<>();
    return ended;
  }

  /** Gives looks to their stores, where they wait for their turn. Never under the lock. */
  void submit(List<Flight> fresh) {
    submit(fresh, Store::submit);
  }

  /** Gives looks to their stores that follow from the end of another one. Never under the lock. */
  void submitNext(List<Flight> fresh) {
    submit(fresh, Store::submitNext);
  }

  /**
   * Gives looks to their stores, and has that of a cell hand out what waits: the one who is about
   * to wait for a look there may have it waiting on his own thread. Never under the lock.
   */
  void submit(List<Flight> fresh, Cell awaited) {
    submit(fresh);
    awaited.store.submit(List.of());
  }

  private void submit(List<Flight> fresh, BiConsumer<Store, List<Flight>> how) {
    assert !isLockedHere() : "providers are asked outside the lock";
    if (fresh.isEmpty() || !open) {
      return;
    }
    fresh.stream()
        .collect(
            Collectors.groupingBy(
                flight -> flight.cell.store, LinkedHashMap::new, Collectors.toList()))
        .forEach(how);
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
    Timer.Entry end = timer.at(deadline, () -> wait.completeExceptionally(new TimeoutException()));
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
    if (!locked(() -> close(waits))) {
      return;
    }
    waits.forEach(
        wait -> wait.completeExceptionally(new IllegalStateException("Secrets is closed")));
    if (!arrivals.isEmpty()) { // what waits for them is user code, which may hang
      thread("keyturn-closed", () -> arrivals.forEach(Arrival::look));
    }
    timer.close();
    boolean interrupted = Thread.interrupted(); // closing is not skipped for it
    await(thread("keyturn-close", this::end), CLOSE_MILLIS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (started) {
      Log.closed();
    }
  }

  private boolean close(List<CompletableFuture<?>> waits) {
    if (!open) {
      return false;
    }
    open = false;
    Retirement last = new Retirement();
    for (Cell cell : cells.values()) {
      waits.addAll(cell.waits());
      cell.dropOthers();
    }
    for (Name name : names.all()) {
      List.copyOf(name.children()).forEach(made -> made.end(last));
      name.handle.end();
      name.endWaits();
    }
    retiring.add(last);
    return true;
  }

  private void retireAll() {
    workers.close();
    retiring.retireAll();
    stores.values().forEach(store -> store.unused.tellAll());
  }

  private void closeStores() {
    stores.values().forEach(Store::close);
  }

  /** Both may hang in user code, and have half of the time each. */
  private void end() {
    await(thread("keyturn-retire", this::retireAll), CLOSE_MILLIS / 2);
    await(thread("keyturn-close-stores", this::closeStores), CLOSE_MILLIS / 2);
  }

  private static Thread thread(String name, Runnable what) {
    Thread thread = new Thread(what, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void await(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
