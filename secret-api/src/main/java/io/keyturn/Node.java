package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind one handle: a name, or something made from other nodes.
 *
 * <p>The lists are guarded by the engine's lock.
 */
abstract sealed class Node<T> permits Name, Made {
  /** Parents first. */
  static final Comparator<Node<?>> BY_NUMBER =
      new Comparator<>() {
        @Override
        public int compare(Node<?> a, Node<?> b) {
          return Long.compare(a.number, b.number);
        }
      };

  final Engine engine;

  /** Nodes are numbered as they are made, so those they are made from come before them. */
  final long number;

  final Rotating<T> handle = new Rotating<>(this);
  private @Nullable List<Made<?>> children;
  private @Nullable Extras<T> extras;

  /** What few nodes have. */
  private static final class Extras<T> {
    private final List<Secrets.Verifier<? super T>> verifiers = new ArrayList<>(0);
    private final List<Mailbox> mailboxes = new ArrayList<>(0);
    private final Hung hung = new Hung();
    private @Nullable CompletableFuture<Void> nextTurn;
    private @Nullable Tally tally;
  }

  Node(Engine engine) {
    this.engine = engine;
    this.number = engine.nextNumber();
  }

  /** The names it is made of. */
  abstract List<String> names();

  /** The value, waited for if there has never been one. */
  abstract T await();

  @Nullable T current() {
    return handle.current();
  }

  /** What is made from it. */
  List<Made<?>> children() {
    return children == null ? List.of() : children;
  }

  void add(Made<?> child) {
    children = children == null ? new ArrayList<>(1) : children;
    children.add(child);
  }

  void remove(Made<?> child) {
    if (children != null) {
      children.remove(child);
    }
  }

  private Extras<T> extras() {
    if (extras == null) {
      extras = new Extras<>();
    }
    return extras;
  }

  void verifier(Secrets.Verifier<? super T> verifier) {
    extras().verifiers.add(verifier);
  }

  boolean hasVerifiers() {
    return extras != null && !extras.verifiers.isEmpty();
  }

  /** Runs the verifiers on a value of this node, one after the other, each within its time. */
  @SuppressWarnings("unchecked") // values of a turn are kept by their node
  CompletableFuture<?> verify(Object candidate, Set<Cell> turning) {
    CompletableFuture<?> all = CompletableFuture.completedFuture(null);
    for (Secrets.Verifier<? super T> verifier : extras().verifiers) {
      all = all.thenCompose(before -> verify(verifier, (T) candidate, turning));
    }
    return all;
  }

  private CompletableFuture<Boolean> verify(
      Secrets.Verifier<? super T> verifier, T candidate, Set<Cell> turning) {
    return submit(
        engine.options.verifyTimeout,
        SecretsStatus.Callback.Role.VERIFIER,
        () ->
            Turning.call(
                turning,
                () -> {
                  verifier.verify(candidate);
                  return true;
                }),
        late -> {});
  }

  /** Runs code of the user's about this node; not while it has not ended that was given up. */
  <R> CompletableFuture<R> submit(
      Duration limit, SecretsStatus.Callback.Role role, Callable<R> code, Consumer<R> late) {
    Hung its = engine.locked(() -> extras().hung);
    if (its.any()) {
      return CompletableFuture.failedFuture(new Hung.StillRuns());
    }
    Callable<R> known = () -> engine.callbacks.run(role, names(), code);
    return engine.workers.submit(limit, new Call<>(known, late, its));
  }

  /** Whether its value is too old for readers. Under the lock. */
  boolean isTooOld() {
    return tooOld() != null;
  }

  /** Why its value is too old for readers. Under the lock. */
  abstract @Nullable SecretException tooOld();

  /** Shows or hides its value and what is made from it. Under the lock. */
  void showAsOld() {
    if (current() != null) {
      handle.show(!isTooOld());
    }
    for (Made<?> child : children()) {
      child.showAsOld();
    }
  }

  /** Adds the bundles its value comes from. Under the lock. */
  abstract void addCells(Set<Cell> to);

  /** Those bundles. Under the lock. */
  Set<Cell> origins() {
    Set<Cell> cells = new LinkedHashSet<>(1);
    addCells(cells);
    return cells;
  }

  /** The moment after the next turn. Under the lock. */
  CompletableFuture<Void> nextTurn() {
    Extras<T> its = extras();
    if (its.nextTurn == null) {
      its.nextTurn = new CompletableFuture<>();
    }
    return its.nextTurn;
  }

  /** Ends the waits for a next turn: there is none. */
  void endWaits() {
    CompletableFuture<Void> waited = turned();
    if (waited != null) {
      waited.complete(null);
    }
  }

  /** It has turned: who waits for that is to be told outside the lock. */
  @Nullable CompletableFuture<Void> turned() {
    if (extras == null) {
      return null;
    }
    CompletableFuture<Void> turned = extras.nextTurn;
    extras.nextTurn = null;
    return turned;
  }

  /** The version its value was last told to have, in the bundle that turns. Under the lock. */
  abstract String toldVersion(Turn.What what);

  /** Adds the versions its value has, by bundle. Under the lock. */
  abstract void addVersions(Map<SecretLocation, String> to);

  /** Adds the versions its value is made from. Under the lock. */
  abstract void addUsed(Set<Version> to);

  /** Adds all that is made from it. Under the engine's lock. */
  void addDescendants(Set<Made<?>> to) {
    for (Made<?> child : children()) {
      if (to.add(child)) {
        child.addDescendants(to);
      }
    }
  }

  <U> Rotating<U> map(Rotating.Build<? super T, ? extends U> build, Consumer<? super U> retire) {
    handle.get();
    return engine.making.first(Made.<U>object(List.of(this), in -> build.from(input(in)), retire))
        .handle;
  }

  @SuppressWarnings("unchecked") // a made node's inputs are the values of its parents
  private T input(List<Object> inputs) {
    return (T) inputs.get(0);
  }

  Subscription listen(Consumer<? super Rotation> listener) {
    Mailbox mailbox = new Mailbox(this, listener, engine.workers);
    engine.locked(() -> extras().mailboxes.add(mailbox));
    return mailbox;
  }

  void forget(Mailbox mailbox) {
    engine.locked(() -> extras().mailboxes.remove(mailbox));
  }

  /** Under the engine's lock. */
  List<Mailbox> mailboxes() {
    return extras == null ? List.of() : List.copyOf(extras.mailboxes);
  }

  /**
   * Under the engine's lock: takes a value of a turn.
   *
   * @param before what stays accepted beside it, if anything
   */
  @SuppressWarnings("unchecked") // values of a turn are kept by their node
  void turnTo(Object value, @Nullable Object before) {
    if (extras != null && extras.tally != null) {
      extras.tally.turned(value, differs(value));
      keepLeft();
    }
    handle.turnTo((T) value, (T) before, !isTooOld());
    engine.changed();
  }

  /** How calls fared that may turn back; their bundles keep what they leave from now on. */
  Tally tally() {
    Extras<T> its = extras();
    if (its.tally == null) {
      its.tally = new Tally(Objects.requireNonNullElse(current(), this));
      keepLeft();
    }
    return its.tally;
  }

  private void keepLeft() {
    origins().forEach(Cell::keepLeft);
  }

  /** The bundles that the last turn of its value came from. Under the lock. */
  abstract Set<Cell> turnedLast();

  /** The version that the value before has in a bundle, where it is known. Under the lock. */
  abstract @Nullable String versionBefore(SecretLocation bundle);

  /** Whether a value is another than the current one. Under the lock. */
  boolean differs(Object used) {
    return current() != used;
  }

  /** What stays accepted beside another value: the current one. Under the engine's lock. */
  @Nullable Object before(Object next) {
    return current();
  }
}
