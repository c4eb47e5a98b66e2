package io.keyturn;

/** A listener's registration; closing it ends the listening. Thread-safe. */
public interface Subscription extends AutoCloseable {
  /**
   * Ends it. The listener is told of no further turn. A call that has begun runs to its end.
   * Idempotent.
   */
  @Override
  void close();
}
