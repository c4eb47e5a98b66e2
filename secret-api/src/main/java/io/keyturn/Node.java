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
  final List<Made<?>> children = new ArrayList<>(0);
  private final List<Secrets.Verifier<? super T>> verifiers = new ArrayList<>(0);
  private final List<Mailbox> mailboxes = new ArrayList<>(0);
  private @Nullable CompletableFuture<Void> nextTurn;
  private @Nullable Hung hung;
  private @Nullable Tally tally;

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

  void verifier(Secrets.Verifier<? super T> verifier) {
    verifiers.add(verifier);
  }

  boolean hasVerifiers() {
    return !verifiers.isEmpty();
  }

  /** Runs the verifiers on a value of this node, one after the other, each within its time. */
  @SuppressWarnings("unchecked") // values of a turn are kept by their node
  CompletableFuture<?> verify(Object candidate, Set<Cell> turning) {
    CompletableFuture<?> all = CompletableFuture.completedFuture(null);
    for (Secrets.Verifier<? super T> verifier : verifiers) {
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
    Hung its = engine.locked(this::hung);
    if (its.any()) {
      return CompletableFuture.failedFuture(new Hung.StillRuns());
    }
    Callable<R> known = () -> engine.callbacks.run(role, names(), code);
    return engine.workers.submit(limit, new Call<>(known, late, its));
  }

  private Hung hung() {
    if (hung == null) {
      hung = new Hung();
    }
    return hung;
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
    for (Made<?> child : children) {
      child.showAsOld();
    }
  }

  /** Adds the bundles its value comes from. Under the lock. */
  abstract void addCells(Set<Cell> to);

  /** The moment after the next turn. Under the lock. */
  CompletableFuture<Void> nextTurn() {
    if (nextTurn == null) {
      nextTurn = new CompletableFuture<>();
    }
    return nextTurn;
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
    CompletableFuture<Void> turned = nextTurn;
    nextTurn = null;
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
    for (Made<?> child : children) {
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
    engine.locked(() -> mailboxes.add(mailbox));
    return mailbox;
  }

  void forget(Mailbox mailbox) {
    engine.locked(() -> mailboxes.remove(mailbox));
  }

  /** Under the engine's lock. */
  List<Mailbox> mailboxes() {
    return List.copyOf(mailboxes);
  }

  /**
   * Under the engine's lock: takes a value of a turn.
   *
   * @param before what stays accepted beside it, if anything
   */
  @SuppressWarnings("unchecked") // values of a turn are kept by their node
  void turnTo(Object value, @Nullable Object before) {
    if (tally != null) {
      tally.turned(value, differs(value));
      keepLeft();
    }
    handle.turnTo((T) value, (T) before, !isTooOld());
    engine.changed();
  }

  /** How calls fared that may turn back; their bundles keep what they leave from now on. */
  Tally tally() {
    if (tally == null) {
      tally = new Tally(Objects.requireNonNullElse(current(), this));
      keepLeft();
    }
    return tally;
  }

  private void keepLeft() {
    Set<Cell> cells = new LinkedHashSet<>(1);
    addCells(cells);
    cells.forEach(Cell::keepLeft);
  }

  /** The bundles that the last turn of its value came from. Under the lock. */
  abstract Set<Cell> turnedLast();

  /** Whether a value is another than the current one. Under the lock. */
  boolean differs(Object used) {
    return current() != used;
  }

  /** What stays accepted beside another value: the current one. Under the engine's lock. */
  @Nullable Object before(Object next) {
    return current();
  }
}
