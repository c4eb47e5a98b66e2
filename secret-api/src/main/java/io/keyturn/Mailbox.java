package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One listener's turns that wait for it: one a bundle, so that a slow listener delays nobody. */
final class Mailbox implements Subscription {
  private final Node<?> node;
  private final Consumer<? super Rotation> listener;
  private final Workers workers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SecretLocation, Rotation> waiting = new LinkedHashMap<>();
  private boolean running;
  private boolean closed;

  Mailbox(Node<?> node, Consumer<? super Rotation> listener, Workers workers) {
    this.node = node;
    this.listener = listener;
    this.workers = workers;
  }

  /** Puts a turn in, in the moment in which the handle turns, so that turns are in their order. */
  void put(Rotation rotation) {
    lock.lock();
    try {
      if (!closed) {
        waiting.merge(rotation.bundle(), rotation, Rotation::followedBy);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has the listener told what was put in. Never under the engine's lock. */
  void wake() {
    boolean begins;
    lock.lock();
    try {
      begins = !running && !waiting.isEmpty();
      running |= begins;
    } finally {
      lock.unlock();
    }
    if (begins) {
      workers.execute(this::empty);
    }
  }

  private void empty() {
    for (Rotation next = take(); next != null; next = take()) {
      try {
        tell(next);
      } catch (Throwable e) { // the listener's own; its message may quote anything
        Log.listenerThrew(node, e);
      }
    }
  }

  private void tell(Rotation turn) throws Exception {
    node.engine.callbacks.run(
        SecretsStatus.Callback.Role.LISTENER,
        node.names(),
        () -> {
          listener.accept(turn);
          return true;
        });
  }

  private @Nullable Rotation take() {
    lock.lock();
    try {
      Iterator<Rotation> first = waiting.values().iterator();
      if (closed || !first.hasNext()) {
        running = false;
        return null;
      }
      Rotation next = first.next();
      first.remove();
      return next;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
    node.forget(this);
  }
}
