package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node made from others by a function: a record of secrets, a pair, or an object made by map. */
final class Made<T> extends Node<T> {
  /**
   * The function. Inputs are the parents' values in order; that of an optional name may be absent.
   */
  interface Maker<T> {
    T from(List<Object> inputs) throws Exception;
  }

  /** Stands for the value of a name that is not there. */
  static final Object ABSENT = new Object();

  final List<Node<?>> parents;

  /** Whether it is part of the candidate, like a record: made before verifiers try it. */
  final boolean part;

  private final String label;
  private final Maker<? extends T> maker;
  private final Consumer<? super T> retire;

  /** The versions its value has in each of its bundles. */
  private final Map<SecretLocation, String> versions = new HashMap<>(2);

  /** Those of the value before, as long as that is accepted. */
  private Map<SecretLocation, String> versionsBefore = Map.of();

  /** Replaced objects that its value was made from. */
  private final List<Retirement.Old> held = new ArrayList<>(0);

  /** Values that calls use just now, each as often as it is used. */
  private final Uses uses = new Uses();

  /** What is being retired, and after it what waits for that. */
  private final Deque<Ending> ending = new ArrayDeque<>(1);

  private record Ending(Object value, Runnable then) {}

  /** What waits for the end of such calls, or of an object of this node that is being retired. */
  private final List<Retirement> blocked = new ArrayList<>(0);

  /** The versions its value is made from: they are not retired before it. */
  private List<Version> used = List.of();

  private List<Object> madeFrom = List.of();

  /** The bundles that turned when its value did. */
  private List<SecretLocation> lastTurned = List.of();

  private boolean ended;
  private boolean retrying;
  private int failures;

  private Made(
      List<? extends Node<?>> parents,
      String label,
      Maker<? extends T> maker,
      Consumer<? super T> retire,
      boolean part) {
    super(parents.get(0).engine);
    this.parents = List.copyOf(parents);
    this.label = label;
    this.maker = maker;
    this.retire = retire;
    this.part = part;
  }

  /** A record of secrets: part of a candidate. */
  static <T> Made<T> part(List<? extends Node<?>> parents, String label, Maker<? extends T> maker) {
    return new Made<>(parents, label, maker, old -> {}, true);
  }

  /** An object made from secrets. */
  static <T> Made<T> object(
      List<? extends Node<?>> parents, Maker<? extends T> maker, Consumer<? super T> retire) {
    List<String> names = parents.stream().flatMap(p -> p.names().stream()).distinct().toList();
    return new Made<>(parents, names.toString(), maker, retire, false);
  }

  @Override
  List<String> names() {
    return parents.stream().flatMap(p -> p.names().stream()).distinct().toList();
  }

  /** Made nodes always have a value, until they are closed. */
  @Override
  T await() {
    while (true) {
      SecretException old = engine.locked(this::whyNotShown);
      T shown = handle.shown();
      if (shown != null) { // by now
        return shown;
      }
      if (old != null) {
        throw old;
      }
    }
  }

  private @Nullable SecretException whyNotShown() {
    engine.checkOpen();
    if (ended) {
      throw new IllegalStateException("this handle is closed");
    }
    return tooOld();
  }

  @Override
  @Nullable SecretException tooOld() {
    for (Node<?> parent : parents) {
      SecretException old = parent.current() == null ? null : parent.tooOld();
      if (old != null) {
        return old;
      }
    }
    return null;
  }

  /** What its current value was made from. Under the engine's lock. */
  List<Object> madeFrom() {
    return madeFrom;
  }

  /** The values of its parents: those of a turn, else the current ones. Under the engine's lock. */
  List<Object> inputs(Map<Node<?>, Object> turning) {
    List<Object> inputs = new ArrayList<>(parents.size());
    for (Node<?> parent : parents) {
      Object value = turning.containsKey(parent) ? turning.get(parent) : parent.current();
      inputs.add(value == null ? ABSENT : value);
    }
    return inputs;
  }

  /** Whether two lists of inputs are the same objects. */
  static boolean same(List<Object> some, List<Object> others) {
    boolean same = some.size() == others.size();
    for (int i = 0; same && i < some.size(); i++) {
      same = some.get(i) == others.get(i);
    }
    return same;
  }

  /** Makes a value: user code. */
  T make(List<Object> inputs) throws Exception {
    return notNull(maker.from(inputs));
  }

  /** Makes the first value of something, on the thread that asked for it. */
  static <T> T first(Callable<? extends T> make) {
    try {
      return notNull(make.call());
    } catch (RuntimeException e) {
      throw e; // the caller's own, on the caller's thread
    } catch (Exception e) { // checked, and not chained: its message may quote a secret
      keepInterrupt(e);
      throw new IllegalStateException("the build threw " + e.getClass().getName());
    }
  }

  /** Code that was interrupted has taken the thread's flag. */
  static void keepInterrupt(Throwable e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T notNull(@Nullable T made) {
    if (made == null) {
      throw new GaveNull();
    }
    return made;
  }

  /** A build gave null. */
  static final class GaveNull extends IllegalStateException {
    @Serial private static final long serialVersionUID = 1;

    private GaveNull() {
      super("the build gave null");
    }
  }

  @Override
  String toldVersion(Turn.What what) {
    return versions.getOrDefault(what.bundle(), what.oldVersion());
  }

  /** Under the engine's lock. */
  void turnTo(Object value, List<Object> inputs, List<Turn.What> turns, @Nullable Object before) {
    if (before != null && before == current()) {
      versionsBefore = Map.copyOf(versions);
    }
    turnTo(value, before);
    madeFrom = inputs;
    failures = 0;
    turns.forEach(turn -> versions.put(turn.bundle(), turn.newVersion()));
    lastTurned = turns.stream().map(Turn.What::bundle).toList();
  }

  /**
   * Its value has turned, and so have all it is made from; gives the versions the one before is
   * made from, for them to be left with it. Under the engine's lock.
   */
  List<Version> exchangeUsed() {
    Set<Version> now = new LinkedHashSet<>();
    addUsedOfParents(now);
    now.forEach(Version::use);
    List<Version> before = used;
    used = List.copyOf(now);
    return before;
  }

  private void addUsedOfParents(Set<Version> to) {
    parents.forEach(parent -> parent.addUsed(to));
  }

  @Override
  void addUsed(Set<Version> to) {
    to.addAll(used);
  }

  /** The current value, in use until it is given back. */
  T borrow() {
    T borrowed = borrowShown();
    while (borrowed == null) {
      await();
      borrowed = borrowShown();
    }
    return borrowed;
  }

  private @Nullable T borrowShown() {
    return engine.locked(
        () -> {
          T value = handle.shown();
          if (value != null) {
            uses.add(value);
          }
          return value;
        });
  }

  /** A value that it had is in use until it is given back. Under the engine's lock. */
  void borrow(T before) {
    uses.add(before);
  }

  /** The end of a use; what waited for it is retired now. */
  void giveBack(T value) {
    List<Retirement> waiting =
        engine.locked(
            () -> {
              uses.remove(value);
              return isInUse(value) ? List.<Retirement>of() : takeBlocked();
            });
    waiting.forEach(engine.retiring::retire);
  }

  /** What waited for the end of a use, or of an object. Under the engine's lock. */
  List<Retirement> takeBlocked() {
    List<Retirement> all = List.copyOf(blocked);
    blocked.clear();
    return all;
  }

  /** Under the engine's lock. */
  boolean isInUse(Object value) {
    return uses.contains(value);
  }

  /** Retires it when a use of one of its values ends. Under the engine's lock. */
  void block(Retirement retirement) {
    if (!blocked.contains(retirement)) {
      blocked.add(retirement);
    }
  }

  /** Whether its value was made from an object. Under the engine's lock. */
  boolean usesOf(Object old) {
    return madeFrom.stream().anyMatch(input -> input == old);
  }

  /** Keeps a replaced object from being retired while this value, made from it, is in use. */
  void hold(Retirement.Old old) {
    held.add(old);
  }

  /** What need no longer be held back. */
  List<Retirement.Old> release() {
    List<Retirement.Old> released = List.copyOf(held);
    held.clear();
    return released;
  }

  /** Whether an object cannot be used any more when it is retired. */
  boolean ends(Object old) {
    return !part && (retire != Rotating.CLOSE || old instanceof AutoCloseable);
  }

  /** Retires an object, when what is being retired by the same code has ended. */
  void retire(Object old, Runnable then) {
    boolean begins =
        engine.locked(
            () -> {
              ending.add(new Ending(old, then));
              return ending.size() == 1;
            });
    for (Ending next = begins ? ending() : null; next != null; next = ended(next)) {
      retire(next);
    }
  }

  private @Nullable Ending ending() {
    return engine.locked(ending::peek);
  }

  private @Nullable Ending ended(Ending before) {
    before.then.run();
    return engine.locked(
        () -> {
          ending.remove();
          return ending.peek();
        });
  }

  @SuppressWarnings("unchecked") // only what this node made comes back to it
  private void retire(Ending old) {
    try {
      engine.callbacks.run(
          SecretsStatus.Callback.Role.RETIRE,
          names(),
          () -> {
            end((T) old.value);
            return true;
          });
    } catch (Throwable e) { // user code; its message may quote anything
      Log.retireThrew(this, e);
    }
  }

  private void end(T old) throws Exception {
    if (retire != Rotating.CLOSE) {
      retire.accept(old);
    } else if (old instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  /** Its build failed: how often in a row, or 0 where it is to be tried again already. */
  int failedAgain() {
    if (retrying || ended) {
      return 0;
    }
    retrying = true;
    return ++failures;
  }

  /** It is tried again now. Under the engine's lock. */
  void retry() {
    retrying = false;
  }

  boolean ended() {
    return ended;
  }

  /**
   * Ends it and what was made from it; their values go to the retirement. Under the engine's lock.
   */
  void end(Retirement retirement) {
    List.copyOf(children()).forEach(child -> child.end(retirement));
    T last = current();
    if (last != null) {
      retirement.add(new Retirement.Old(this, last, used));
      used = List.of();
    }
    ended = true;
    endWaits();
    engine.changed();
    handle.end();
    parents.forEach(parent -> parent.remove(this));
    release().forEach(retirement::addOrHold);
  }

  /** Nothing is made from a handle that is closed. Under the engine's lock. */
  void checkParents() {
    for (Node<?> parent : parents) {
      if (parent instanceof Made<?> made && made.ended) {
        throw new IllegalStateException("this handle is closed");
      }
    }
  }

  /** Takes its first value, if its parents still have what it was made from. */
  boolean begin(T value, List<Object> inputs) {
    checkParents();
    if (!same(inputs, inputs(Map.of()))) {
      return false;
    }
    turnTo(value, null);
    madeFrom = inputs;
    exchangeUsed();
    parents.forEach(
        parent -> {
          parent.addVersions(versions);
          parent.add(this);
        });
    return true;
  }

  @Override
  Set<Cell> turnedLast() {
    Set<Cell> cells = origins();
    cells.removeIf(cell -> !lastTurned.contains(cell.bundle));
    return cells;
  }

  @Override
  @Nullable String versionBefore(SecretLocation bundle) {
    return versionsBefore.get(bundle);
  }

  @Override
  void addCells(Set<Cell> to) {
    parents.stream().filter(p -> p.current() != null).forEach(parent -> parent.addCells(to));
  }

  @Override
  void addVersions(Map<SecretLocation, String> to) {
    to.putAll(versions);
  }

  @Override
  public String toString() {
    return label;
  }
}
