package io.keyturn;

/** A listener's registration; closing it ends the listening. Thread-safe. */
public interface Subscription extends AutoCloseable {
  /** Ends it: no further turn is taken; a call that is beginning goes on. Idempotent. */
  @Override
  void close();
}
