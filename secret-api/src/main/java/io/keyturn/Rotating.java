package io.keyturn;

import java.util.Objects;
import java.util.function.Consumer;
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
  private final @Nullable Node<T> node;
  private volatile @Nullable T value;

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
   * @throws io.keyturn.secret.SecretException if there has never been a value and it cannot be read
   * @throws IllegalStateException if this handle or its {@link Secrets} is closed
   */
  @Override
  public T get() {
    T current = value;
    return current != null ? current : missing();
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
   * @param build makes the object; called on other threads after the first time
   * @return the handle of the object
   * @throws io.keyturn.secret.SecretException if there has never been a value and it cannot be read
   * @throws IllegalStateException if the first build throws a checked exception or gives null, or
   *     this is closed
   */
  public <U> Rotating<U> map(Build<? super T, ? extends U> build) {
    return map(build, Rotating::closeIfCloseable);
  }

  /**
   * An object made from this value, made again once for each turn, before readers see the turn.
   *
   * <p>The first is made at once, on the calling thread. A build that fails, is null, or takes
   * longer than {@code keyturn.rotation.build-timeout} leaves the old object in place and is tried
   * again with backoff. An object that was replaced is given to {@code retire} after {@code
   * keyturn.rotation.drain}; the last one when the handle or its {@link Secrets} is closed.
   *
   * @param <U> the type of the object
   * @param build makes the object; called on other threads after the first time
   * @param retire ends an object that is no longer used
   * @return the handle of the object; a new one each time
   * @throws io.keyturn.secret.SecretException if there has never been a value and it cannot be read
   * @throws IllegalStateException if the first build throws a checked exception or gives null, or
   *     this is closed; an unchecked exception of the build is thrown as it is
   */
  public <U> Rotating<U> map(Build<? super T, ? extends U> build, Consumer<? super U> retire) {
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(retire, "retire");
    return node != null ? node.map(build, retire) : of(Made.first(() -> build.from(get())));
  }

  /**
   * Calls a listener after each turn, never for the first value.
   *
   * <p>One call at a time, on a worker thread. While it is busy turns are joined, so that it sees
   * fewer; they chain, and the last is always the current version. One that throws is logged by
   * class.
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

  @Nullable T current() {
    return value;
  }

  /** Under the engine's lock. */
  void turnTo(@Nullable T next) {
    value = next;
  }

  static void closeIfCloseable(Object old) {
    if (old instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) { // the engine logs it by class
        throw new IllegalStateException(e.getClass().getName());
      }
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
}
