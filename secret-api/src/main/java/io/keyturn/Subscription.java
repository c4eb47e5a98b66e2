package io.keyturn;

/** A listener's registration; closing it ends the listening. Thread-safe. */
public interface Subscription extends AutoCloseable {
  /** Ends it: no call begins after this returns, one under way goes on. Idempotent. */
  @Override
  void close();
}
