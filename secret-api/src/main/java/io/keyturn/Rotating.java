package io.keyturn;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that turns: a secret, a record of secrets, or an object made from them.
 *
 * <p>Ask it each time, and keep the handle rather than the value. Thread-safe.
 *
 * @param <T> the type of the value
 */
public final class Rotating<T> implements Supplier<T>, AutoCloseable {
  /** Stands for the end of objects that were given none: those that are closeable are closed. */
  static final Consumer<Object> CLOSE =
      new Consumer<>() {
        @Override
        public void accept(Object old) {}
      };

  private static final Object NOTHING = new Object();

  private final @Nullable Node<T> node;
  private volatile @Nullable T value;

  /** The engine's value; readers get it unless it is too old. */
  private volatile @Nullable T held;

  /** The current value and the one before it; null where there is none before it. */
  private volatile @Nullable List<T> accepted;

  /** Without a node: a value that never turns. */
  private Rotating(T value) {
    this.node = null;
    this.value = value;
  }

  Rotating(Node<T> node) {
    this.node = node;
  }

  /**
   * {@return a handle whose value never turns, for tests of code that takes one}
   *
   * <p>Nothing made from it by {@code map} is ever retired.
   *
   * @param <T> the type of the value
   * @param value the value; not null
   */
  public static <T> Rotating<T> of(T value) {
    return new Rotating<>(Objects.requireNonNull(value, "value"));
  }

  /**
   * {@return the current value, by one volatile read}
   *
   * <p>Only while there has never been one does it wait, for at most {@code keyturn.read-timeout}.
   *
   * @throws io.keyturn.secret.SecretException if there has never been a value and it cannot be
   *     read, or it is too old ({@code keyturn.cache.max-stale}, or its lease) and looks fail; also
   *     if this thread is interrupted while it waits, whose flag is kept
   * @throws IllegalStateException if this handle or its {@link Secrets} is closed
   */
  @Override
  public T get() {
    T current = value;
    return current != null ? current : missing();
  }

  /**
   * {@return the current value, and after it the previous one for {@code keyturn.rotation.overlap}
   * after a turn}
   *
   * <p>From one read, so that nothing is missing while the value turns: for what others made with
   * either, such as the signature of a webhook. An object leaves it when it is retired.
   *
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public List<T> accepted() {
    while (true) {
      T current = get();
      List<T> both = accepted;
      T last = held;
      if (both != null && both.get(0) == current) {
        return both.subList(0, 2);
      }
      if (both != null && both.size() > 2 && both.get(2) == current) {
        return List.of(current, both.get(1));
      }
      if (value == current) { // no turn since, but perhaps one in its midst: the last goes before
        return last == null || last == current ? List.of(current) : List.of(current, last);
      }
    }
  }

  /**
   * {@return the second of {@link #accepted}, if there is one}
   *
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public Optional<T> previous() {
    List<T> all = accepted();
    return all.size() > 1 ? Optional.of(all.get(1)) : Optional.empty();
  }

  private T missing() {
    if (node == null) {
      throw new IllegalStateException("this handle is closed");
    }
    return node.await();
  }

  /**
   * The same as {@link #map(Build, Consumer)}, the old object being closed if it is closeable.
   *
   * @param <U> the type of the object
   * @param build makes the object; after the first time on other threads, with {@link
   *     Rejection#turnBack} also on that of a call
   * @return the handle of the object
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException if the first build throws a checked exception or gives null, or
   *     this is closed
   */
  public <U> Rotating<U> map(Build<? super T, ? extends U> build) {
    return map(build, CLOSE);
  }

  /**
   * An object made from this value, made again once for each turn, before readers see the turn.
   *
   * <p>An object that {@code build} gives once more, having changed it, is kept: for its listeners
   * and for {@link #call} it has not turned.
   *
   * <p>The first is made at once, on the calling thread. A build that fails, is null, or takes
   * longer than {@code keyturn.rotation.build-timeout} leaves the old object in place and is tried
   * again with backoff. An object that was replaced is given to {@code retire} after {@code
   * keyturn.rotation.drain}; the last one when the handle or its {@link Secrets} is closed.
   *
   * @param <U> the type of the object
   * @param build makes the object; after the first time on other threads, with {@link
   *     Rejection#turnBack} also on that of a call
   * @param retire ends an object that is no longer used
   * @return the handle of the object; a new one each time
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException if the first build throws a checked exception or gives null, or
   *     this is closed; an unchecked exception of the build is thrown as it is
   */
  public <U> Rotating<U> map(Build<? super T, ? extends U> build, Consumer<? super U> retire) {
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(retire, "retire");
    return node != null ? node.map(build, retire) : of(Made.first(() -> build.from(get())));
  }

  /**
   * Uses the value, and once more with another one where it was rejected.
   *
   * <p>If the current value has turned meanwhile it is tried at once. If not, the call waits for a
   * full read of its bundles that begins after the rejection, shared by all who were rejected, for
   * at most {@code keyturn.read-timeout}; with {@link Rejection#keepTrying} for any turn within
   * that budget, as often as it turns. It is never tried twice in a row with the same value. An
   * interrupt ends the waiting, and its flag is kept. An object is not retired while it is used
   * here.
   *
   * @param <R> what it returns
   * @param <X> what it throws
   * @param use what is done with the value
   * @param rejection what tells that the value is not accepted
   * @return what the last attempt returned
   * @throws X if the last attempt throws it
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException as {@link #get}; if it would wait for the turn that this very
   *     code is part of
   */
  public <R, X extends Exception> R call(
      Use<? super T, ? extends R, X> use, Rejection<? super R> rejection) throws X {
    Objects.requireNonNull(use, "use");
    Objects.requireNonNull(rejection, "rejection");
    return new Attempts<T, R, X>(this, use, rejection).run();
  }

  /**
   * The same as {@link #call(Use, Rejection)} with {@link Rejection#onFailure}.
   *
   * @param <R> what it returns
   * @param <X> what it throws
   * @param use what is done with the value
   * @param isRejected whether what was thrown tells that the value is not accepted
   * @return what the last attempt returned
   * @throws X if the last attempt throws it
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException as {@link #call(Use, Rejection)}
   */
  public <R, X extends Exception> R call(
      Use<? super T, ? extends R, X> use, Predicate<? super Throwable> isRejected) throws X {
    return call(use, Rejection.<R>onFailure(isRejected));
  }

  /**
   * The same as {@link #call(Use, Rejection)} for what returns nothing: only a failure can be a
   * rejection.
   *
   * @param <X> what it throws
   * @param use what is done with the value
   * @param rejection what tells that the value is not accepted
   * @throws X if the last attempt throws it
   * @throws io.keyturn.secret.SecretException as {@link #get}
   * @throws IllegalStateException as {@link #call(Use, Rejection)}
   */
  public <X extends Exception> void run(Run<? super T, X> use, Rejection<?> rejection) throws X {
    Objects.requireNonNull(use, "use");
    Objects.requireNonNull(rejection, "rejection");
    @SuppressWarnings("unchecked") // a result of nothing is not looked at
    Rejection<Object> any = (Rejection<Object>) rejection;
    call(
        value -> {
          use.with(value);
          return NOTHING;
        },
        any.ofFailures());
  }

  /**
   * Reports that a value was not accepted, for a pool or an authenticator that makes its own calls.
   * It waits as {@link #call(Use, Rejection)} does.
   *
   * @param used the value that was not accepted
   * @return whether {@link #get} gives another one now; false if this handle is closed
   * @throws IllegalStateException if its {@link Secrets} is closed; if it would wait for the turn
   *     that this very code is part of
   */
  public boolean rejected(T used) {
    return rejected(Objects.requireNonNull(used, "used"), deadline(Duration.ZERO), false);
  }

  boolean rejected(T used, long deadline, boolean keeps) {
    return node != null && node.engine.rejections.other(node, used, deadline, keeps) != null;
  }

  long deadline(Duration budget) {
    return node == null ? 0 : node.engine.rejections.deadline(budget);
  }

  /** The way back to the value before; null where there is never another. */
  @Nullable TurnBack<T> turnBack() {
    return node == null ? null : new TurnBack<>(node);
  }

  /** The current value, which is not retired until it is given back. */
  T borrow() {
    return node instanceof Made<T> made ? made.borrow() : get();
  }

  void giveBack(T used) {
    if (node instanceof Made<T> made) {
      made.giveBack(used);
    }
  }

  /**
   * Calls a listener after each turn, never for the first value.
   *
   * <p>One call at a time, on a worker thread. While it is busy several turns of a bundle are
   * merged into one, from the first's old version to the last's new one. One that throws is logged
   * by class.
   *
   * @param listener is told of the turn, not of the value
   * @return what ends the listening when closed
   */
  public Subscription onRotation(Consumer<? super Rotation> listener) {
    Objects.requireNonNull(listener, "listener");
    return node != null ? node.listen(listener) : () -> {};
  }

  /**
   * Ends a handle made by {@code map} or of a pair: its object is retired after the drain, and
   * those made from it before it. The handle of a name or a record lasts as long as its {@link
   * Secrets}, and closing it does nothing.
   */
  @Override
  public void close() {
    if (node instanceof Made<?> made && !made.part) {
      made.engine.retiring.end(made);
    }
  }

  @Nullable Node<T> node() {
    return node;
  }

  /** What readers get; null where they are told why there is none. */
  @Nullable T shown() {
    return value;
  }

  @Nullable T current() {
    return held;
  }

  /**
   * Takes a value. Under the engine's lock.
   *
   * @param before one that stays accepted beside it
   * @param shown whether readers get it
   */
  void turnTo(T next, @Nullable T before, boolean shown) {
    T last = held;
    if (last != null && before != null && before == before()) { // which stays beside both
      accepted = List.of(next, before, last);
    }
    value = shown ? next : null; // before the list, so that it is not newer than what get gives
    accepted = before == null ? null : List.of(next, before);
    held = next;
  }

  /** Shows readers the value, or hides it from them. Under the engine's lock. */
  void show(boolean shown) {
    value = shown ? held : null;
  }

  /** There is no value any more. Under the engine's lock. */
  void end() {
    held = null;
    accepted = null;
    value = null;
  }

  /** The value that is accepted beside the current one. Under the engine's lock. */
  @Nullable T before() {
    List<T> both = accepted;
    return both == null ? null : both.get(1);
  }

  /** A value is not accepted any more beside the current one. Under the engine's lock. */
  void forget(Object before) {
    if (before == before()) {
      accepted = null;
    }
  }

  /** What it is made of, never the value. */
  @Override
  public String toString() {
    return "Rotating[" + (node == null ? "" : node) + "]";
  }

  /**
   * Makes an object from a value.
   *
   * @param <T> the value's type
   * @param <U> the object's type
   */
  @FunctionalInterface
  public interface Build<T, U> {
    /**
     * Makes it.
     *
     * @param value the value it is made from
     * @return the object; null counts as a failure
     * @throws Exception if it cannot be made; told by class only, since the message may quote the
     *     value
     */
    U from(T value) throws Exception;
  }

  /**
   * What is done with a value.
   *
   * @param <T> the value's type
   * @param <R> what it returns
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface Use<T, R, X extends Exception> {
    /**
     * Does it.
     *
     * @param value the value
     * @return its result
     * @throws X if it fails
     */
    R with(T value) throws X;
  }

  /**
   * What is done with a value and returns nothing.
   *
   * @param <T> the value's type
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface Run<T, X extends Exception> {
    /**
     * Does it.
     *
     * @param value the value
     * @throws X if it fails
     */
    void with(T value) throws X;
  }
}
