package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.io.Serial;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes a candidate to the handles: whole, verified, with what is made from it, at once.
 *
 * <p>It does one piece of work after another, each outside the engine's lock, until under the lock
 * nothing is left to do; then it promotes. What changes meanwhile (another bundle of a record
 * turned, a new object was mapped) is simply more work. It holds no thread while it waits for user
 * code.
 */
final class Turn {
  private final Engine engine;
  private final List<What> turns;

  /** One for each bundle that turns: none where only what is made from them does. */
  private final List<Candidate> candidates;

  private final boolean verified;
  private final List<? extends Made<?>> roots;
  private final CompletableFuture<Promotion> done = new CompletableFuture<>();
  private final Set<Name> asked = new HashSet<>();

  /** What may have to be made, and at which change of the engine's they were surveyed. */
  private final Deque<Made<?>> parts = new ArrayDeque<>();

  private final Deque<Made<?>> objects = new ArrayDeque<>();
  private long surveyed = -1;
  private final Map<Node<?>, Object> values = new LinkedHashMap<>();
  private final Map<Name, Content.Reading> unread = new HashMap<>();
  private final Map<Node<?>, List<Object>> madeFrom = new HashMap<>();
  private final Map<Made<?>, List<Object>> failed = new LinkedHashMap<>();
  private final Map<Node<?>, Object> proved = new HashMap<>();

  /**
   * A turn of bundles, all at once.
   *
   * @param verified whether verifiers are asked
   */
  Turn(Engine engine, List<Candidate> candidates, boolean verified) {
    this.engine = engine;
    this.verified = verified;
    this.turns = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      turns.add(candidate.what());
    }
    this.candidates = candidates;
    this.roots = List.of();
  }

  /** A turn of what is made from values that have turned already. */
  Turn(Engine engine, Collection<What> turns, List<? extends Made<?>> roots) {
    this.engine = engine;
    this.turns = List.copyOf(turns);
    this.candidates = List.of();
    this.verified = true;
    this.roots = roots;
  }

  /** What turned, for the event. */
  record What(
      SecretLocation bundle,
      String oldVersion,
      String newVersion,
      Rotation.Why why,
      Instant seenAt) {
    /** The same, with the version the bundle has by now. Under the engine's lock. */
    What asOfNow(Engine engine) {
      return new What(bundle, oldVersion, engine.version(bundle, newVersion), why, seenAt);
    }
  }

  /** The candidate is not taken: nothing changed. */
  static final class Refused extends Exception {
    @Serial private static final long serialVersionUID = 1;

    static final String ADVICE =
        "Mend the new version or what refuses it; it is tried again"
            + " (Keyturn docs/errors.md#refused)";

    final String reason;
    final By by;

    Refused(By by, String reason) {
      super(reason, null, false, false);
      this.by = by;
      this.reason = reason;
    }

    /** What it is refused by. */
    enum By {
      /** A name does not find its value in it. */
      CONTENT,
      /** A record cannot be made of it. */
      BINDING,
      VERIFIER,
      /** All is closed. */
      END
    }
  }

  /** A piece of work outside the lock; it fails with {@link Refused}. */
  private interface Work {
    CompletableFuture<?> start() throws Refused;
  }

  /** Turns; fails with {@link Refused}. */
  CompletableFuture<Promotion> run() {
    step();
    return done;
  }

  private void step() {
    try {
      while (!done.isDone()) {
        Work work = nextWorkOutsideLock();
        CompletableFuture<?> pending = work != null ? work.start() : promoted();
        if (!pending.isDone()) {
          CompletableFuture<?> unused = pending.whenComplete((result, failure) -> resume(failure));
          return;
        }
        pending.join();
      }
    } catch (CompletionException e) {
      fail(e.getCause());
    } catch (Refused | RuntimeException | Error e) {
      fail(e);
    }
  }

  private void resume(@Nullable Throwable failure) {
    if (failure == null) {
      step();
    } else {
      fail(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
    }
  }

  private void fail(@Nullable Throwable e) {
    discard(values.keySet());
    done.completeExceptionally(e == null ? new IllegalStateException() : e);
  }

  private CompletableFuture<?> promoted() {
    Promotion promotion = promoteOutsideLock();
    if (promotion != null) {
      done.complete(promotion);
    }
    return CompletableFuture.completedFuture(null);
  }

  private @Nullable Work nextWork() {
    if (!engine.isOpen()) {
      return () -> {
        throw new Refused(Refused.By.END, "Secrets is closed");
      };
    }
    Work work = nextDeparture();
    work = work != null ? work : nextName();
    work = work != null ? work : nextMade(true);
    work = work != null ? work : nextVerification();
    return work != null ? work : nextMade(false);
  }

  // ---- names

  private @Nullable Work nextName() {
    for (Candidate candidate : candidates) {
      List<Name> names = new ArrayList<>();
      for (Name name : candidate.names()) {
        if (!asked.contains(name)) {
          names.add(name);
        }
      }
      if (!names.isEmpty()) {
        return new ReadNames(candidate, names);
      }
    }
    return null;
  }

  private final class ReadNames implements Work {
    private final Candidate from;
    private final List<Name> names;

    ReadNames(Candidate from, List<Name> names) {
      this.from = from;
      this.names = names;
    }

    @Override
    public CompletableFuture<?> start() throws Refused {
      return readNames(from, names);
    }
  }

  private CompletableFuture<?> readNames(Candidate from, List<Name> names) throws Refused {
    for (Name name : names) {
      asked.add(name);
      surveyed = -1;
      Content.Reading reading = from.read(name);
      if (reading.secret != null) {
        values.put(name, reading.secret);
      } else if (name.current() == null) {
        unread.put(name, reading);
      } else {
        throw new Refused(Refused.By.CONTENT, "'" + name.name + "': " + reading.reason());
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  /** A name has moved to another bundle since it was read for this turn. */
  private @Nullable Work nextDeparture() {
    for (Node<?> node : values.keySet()) {
      if (node instanceof Name name && !isRead(name)) {
        return () -> leaveOut(name);
      }
    }
    return null;
  }

  private boolean isRead(Name name) {
    for (Candidate candidate : candidates) {
      if (candidate.isReadBy(name)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Work nextWorkOutsideLock() {
    engine.lock();
    try {
      return nextWork();
    } finally {
      engine.unlock();
    }
  }

  private @Nullable Promotion promoteOutsideLock() {
    engine.lock();
    try {
      return promote();
    } finally {
      engine.unlock();
    }
  }

  private CompletableFuture<?> leaveOut(Node<?> node) {
    discard(outdated(node));
    asked.remove(node);
    surveyed = -1;
    return CompletableFuture.completedFuture(null);
  }

  // ---- what is made from them

  private @Nullable Work nextMade(boolean part) {
    survey();
    Deque<Made<?>> unseen = part ? parts : objects;
    while (!unseen.isEmpty()) {
      Made<?> made = unseen.remove();
      List<Object> inputs = made.inputs(values);
      if (values.containsKey(made) && Made.same(inputs, made.madeFrom())) {
        return () -> leaveOut(made); // another turn has made it meanwhile
      }
      if (!made.ended() && !Made.same(inputs, lastTriedWith(made))) {
        return () -> make(made, inputs);
      }
    }
    return null;
  }

  /** Begins anew where something has changed that is not of this turn. */
  private void survey() {
    if (surveyed != engine.changes()) {
      surveyed = engine.changes();
      parts.clear();
      objects.clear();
      for (Made<?> made : affected()) {
        (made.part ? parts : objects).add(made);
      }
    }
  }

  /** All that is made from what turns, in the order in which it was made. */
  private Set<Made<?>> affected() {
    Set<Made<?>> affected = new TreeSet<>(Node.BY_NUMBER);
    for (Node<?> node : values.keySet()) {
      node.addDescendants(affected);
    }
    for (Made<?> root : roots) {
      affected.add(root);
      root.addDescendants(affected);
    }
    return affected;
  }

  private List<Object> lastTriedWith(Made<?> made) {
    if (values.containsKey(made)) {
      return madeFrom.getOrDefault(made, List.of());
    }
    return failed.getOrDefault(made, made.madeFrom());
  }

  private CompletableFuture<?> make(Made<?> made, List<Object> inputs) {
    discard(outdated(made));
    return made.<Object>submit(
            engine.options.buildTimeout,
            SecretsStatus.Callback.Role.BUILD,
            () -> Turning.call(turning(), () -> made.make(inputs)),
            late -> engine.retiring.retireUnused(Map.of(made, late)))
        .handle(
            (value, failure) -> {
              if (failure == null) {
                values.put(made, value);
                madeFrom.put(made, inputs);
                failed.remove(made);
              } else if (made.part) {
                rethrowRejection(failure);
                throw new CompletionException(
                    new Refused(Refused.By.BINDING, "binding " + made + " " + Log.why(failure)));
              } else {
                failed.put(made, inputs);
                engine.making.failed(made, !candidates.isEmpty(), failure);
              }
              return value;
            });
  }

  /** The bundles that can be read anew only when this turn has ended. */
  private Set<Cell> turning() {
    return candidates.stream().map(candidate -> candidate.cell).collect(Collectors.toSet());
  }

  /** A value of this turn that holds no more, and what was made from it. */
  private Set<Node<?>> outdated(Node<?> node) {
    Set<Made<?>> descendants = new HashSet<>();
    engine.locked(() -> node.addDescendants(descendants));
    Set<Node<?>> outdated = new HashSet<>(descendants);
    outdated.add(node);
    outdated.retainAll(values.keySet());
    return outdated;
  }

  // ---- verifiers

  private @Nullable Work nextVerification() {
    for (Map.Entry<Node<?>, Object> entry : values.entrySet()) {
      Node<?> node = entry.getKey();
      Object value = entry.getValue();
      if (verified && node.hasVerifiers() && node.current() != null && proved.get(node) != value) {
        return () -> verify(node, value);
      }
    }
    return null;
  }

  private CompletableFuture<?> verify(Node<?> node, Object value) {
    return node.verify(value, turning())
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                rethrowRejection(failure);
                throw new CompletionException(
                    new Refused(
                        Refused.By.VERIFIER, "the verifier of " + node + " " + Log.why(failure)));
              }
              proved.put(node, value);
              return value;
            });
  }

  /** What was not even tried is no refusal. */
  private static void rethrowRejection(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RejectedExecutionException rejection) {
      throw rejection;
    }
  }

  // ---- promotion, under the engine's lock

  private @Nullable Promotion promote() {
    if (nextWork() != null) { // which is not done now, and so not lost
      surveyed = -1;
      return null;
    }
    List<What> turnsNow = // those of a bundle that turned before may have been followed by others
        candidates.isEmpty() ? turns.stream().map(turn -> turn.asOfNow(engine)).toList() : turns;
    Promotion promotion = new Promotion(engine, turnsNow);
    for (Map.Entry<Node<?>, Object> one : values.entrySet()) {
      Node<?> node = one.getKey();
      List<Object> inputs = madeFrom.getOrDefault(node, List.of());
      promotion.turn(node, one.getValue(), inputs, turnsOf(node, turnsNow));
    }
    for (Candidate candidate : candidates) {
      candidate.take();
    }
    for (Map.Entry<Name, Content.Reading> one : unread.entrySet()) {
      Candidate.tell(one.getKey(), one.getValue());
    }
    promotion.finish(failed.keySet());
    return promotion;
  }

  /** Those of some turns that a node takes part in. */
  private List<What> turnsOf(Node<?> node, List<What> all) {
    if (candidates.size() < 2) {
      return all;
    }
    List<String> its = node.names();
    return candidates.stream()
        .filter(candidate -> candidate.names().stream().anyMatch(name -> its.contains(name.name)))
        .map(Candidate::what)
        .toList();
  }

  // ---- what was made and not used

  private void discard(Set<Node<?>> nodes) {
    Map<Made<?>, Object> unused = new HashMap<>();
    for (Node<?> node : List.copyOf(nodes)) {
      Object value = values.remove(node);
      if (value != null && node instanceof Made<?> made) {
        unused.put(made, value);
      }
    }
    engine.retiring.retireUnused(unused);
  }
}
