package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes a candidate to the handles: whole, verified, with what is made from it, at once.
 *
 * <p>It runs on a worker and does one piece of work after another, each outside the engine's lock,
 * until under the lock nothing is left to do; then it promotes. What changes meanwhile (another
 * bundle of a record turned, a new object was mapped) is simply more work.
 */
final class Turn {
  private final Engine engine;
  private final What what;
  private final Cell.@Nullable Candidate candidate;
  private final List<? extends Made<?>> roots;
  private final Set<Name> asked = new HashSet<>();
  private final Map<Node<?>, Object> values = new LinkedHashMap<>();
  private final Map<Node<?>, List<Object>> madeFrom = new HashMap<>();
  private final Map<Node<?>, List<Object>> failed = new HashMap<>();
  private final Map<Node<?>, Object> verified = new HashMap<>();

  /** A turn of a bundle. */
  Turn(Engine engine, Cell.Candidate candidate) {
    this(engine, candidate.what(), candidate, List.of());
  }

  /** A turn of what is made from values that have turned already. */
  Turn(Engine engine, What what, List<? extends Made<?>> roots) {
    this(engine, what, null, roots);
  }

  private Turn(
      Engine engine, What what, Cell.@Nullable Candidate candidate, List<? extends Made<?>> roots) {
    this.engine = engine;
    this.what = what;
    this.candidate = candidate;
    this.roots = roots;
  }

  /** The same for a name that is read from another place. */
  Turn(Engine engine, What what, Name name, Secret secret) {
    this(engine, what, null, List.of());
    values.put(name, secret);
  }

  /** What turned, for the event. */
  record What(SecretLocation bundle, String oldVersion, String newVersion, Rotation.Why why) {
    Rotation rotation(Node<?> node) {
      return new Rotation(
          node.names(), bundle, oldVersion, newVersion, node.engine.time.instant(), why);
    }
  }

  /** The candidate is not taken: nothing changed. */
  static final class Refused extends Exception {
    @Serial private static final long serialVersionUID = 1;

    final String reason;

    Refused(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }

  /** A piece of work outside the lock. */
  private interface Work {
    void run() throws Refused;
  }

  /**
   * Turns.
   *
   * @return what is to be done when the look has ended: to tell the listeners, to retire the old
   */
  Promotion run() throws Refused {
    Promotion promotion = null;
    try {
      while (promotion == null) {
        Work work = engine.locked(this::nextWork);
        if (work != null) {
          work.run();
        } else {
          promotion = engine.locked(this::promote);
        }
      }
    } finally {
      if (promotion == null) {
        discardAll();
      }
    }
    return promotion;
  }

  private @Nullable Work nextWork() {
    if (!engine.isOpen()) {
      return () -> {
        throw new Refused("Secrets is closed");
      };
    }
    Work work = nextName();
    work = work != null ? work : nextMade(true);
    work = work != null ? work : nextVerification();
    return work != null ? work : nextMade(false);
  }

  private @Nullable Work nextName() {
    if (candidate == null) {
      return null;
    }
    List<Name> names = candidate.names().stream().filter(name -> !asked.contains(name)).toList();
    return names.isEmpty() ? null : () -> readNames(candidate, names);
  }

  private void readNames(Cell.Candidate from, List<Name> names) throws Refused {
    for (Name name : names) {
      asked.add(name);
      Secret secret = from.secret(name);
      if (secret != null) {
        values.put(name, secret);
      }
    }
  }

  private @Nullable Work nextMade(boolean part) {
    for (Made<?> made : affected()) {
      if (made.part == part && !made.ended()) {
        List<Object> inputs = made.inputs(values);
        if (!Made.same(inputs, lastTriedWith(made))) {
          return () -> make(made, inputs);
        }
      }
    }
    return null;
  }

  /** All that is made from what turns, in the order in which it was made. */
  private Set<Made<?>> affected() {
    Set<Made<?>> affected = new TreeSet<>(Comparator.comparingLong(made -> made.number));
    values.keySet().forEach(node -> addChildren(node, affected));
    roots.forEach(
        root -> {
          affected.add(root);
          addChildren(root, affected);
        });
    return affected;
  }

  private static void addChildren(Node<?> node, Set<Made<?>> to) {
    for (Made<?> child : node.children) {
      if (to.add(child)) {
        addChildren(child, to);
      }
    }
  }

  private List<Object> lastTriedWith(Made<?> made) {
    if (values.containsKey(made)) {
      return madeFrom.getOrDefault(made, List.of());
    }
    return failed.getOrDefault(made, made.madeFrom());
  }

  private void make(Made<?> made, List<Object> inputs) throws Refused {
    discard(made);
    try {
      Object value =
          engine.workers.await(
              engine.options.buildTimeout, () -> made.make(inputs), made::retireLate);
      values.put(made, value);
      madeFrom.put(made, inputs);
    } catch (Exception e) { // user code; only its class is told
      if (made.part) {
        throw new Refused("binding " + made + " " + Log.why(e));
      }
      failed.put(made, inputs);
      Log.buildFailed(made, e);
    }
  }

  private @Nullable Work nextVerification() {
    for (Map.Entry<Node<?>, Object> entry : values.entrySet()) {
      Node<?> node = entry.getKey();
      Object value = entry.getValue();
      if (node.hasVerifiers() && node.current() != null && verified.get(node) != value) {
        return () -> verify(node, value);
      }
    }
    return null;
  }

  private void verify(Node<?> node, Object value) throws Refused {
    try {
      node.verify(value);
      verified.put(node, value);
    } catch (Exception e) { // user code; only its class is told
      throw new Refused("the verifier of " + node + " " + Log.why(e));
    }
  }

  // ---- promotion, under the engine's lock

  private @Nullable Promotion promote() {
    if (nextWork() != null) {
      return null;
    }
    Promotion promotion = new Promotion();
    values.forEach(promotion::turn);
    if (candidate != null) {
      candidate.taken();
    }
    failed.keySet().forEach(node -> promotion.again.add((Made<?>) node));
    return promotion;
  }

  /** What is still to do when the handles have turned. */
  final class Promotion {
    private final List<Runnable> deliveries = new ArrayList<>();
    private final List<Made<?>> again = new ArrayList<>();
    private final Retirement retirement = new Retirement();

    private void turn(Node<?> node, Object value) {
      Object old = node.current();
      if (node instanceof Made<?> made) {
        made.turnTo(value, madeFrom.getOrDefault(made, List.of()));
        if (old != null && old != value) {
          retirement.add(made, old);
        }
      } else {
        node.turnTo(value);
      }
      if (old != null && old != value) {
        Rotation rotation = what.rotation(node);
        node.mailboxes().forEach(mailbox -> deliveries.add(() -> mailbox.deliver(rotation)));
      }
    }

    void tell() {
      engine.retireLater(retirement);
      deliveries.forEach(Runnable::run);
      again.forEach(made -> engine.makeAgainLater(made, what));
    }
  }

  // ---- what was made and not used

  private void discard(Made<?> made) {
    Object unused = values.remove(made);
    if (unused != null && unused != made.current()) {
      made.retire(unused);
    }
  }

  private void discardAll() {
    List<Node<?>> youngestFirst = new ArrayList<>(values.keySet());
    youngestFirst.sort(Comparator.comparingLong((Node<?> node) -> node.number).reversed());
    for (Node<?> node : youngestFirst) {
      if (node instanceof Made<?> made) {
        discard(made);
      }
    }
  }
}
