package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells what happens: the log, and those who listen. Never under the engine's lock. */
final class Events {
  private static final int MOST_WAITING = 1000;

  private final List<Told> listeners;

  Events(List<SecretsListener> listeners, Workers workers, Callbacks callbacks) {
    List<Told> told = new ArrayList<>();
    for (SecretsListener listener : listeners) {
      told.add(new Told(listener, workers, callbacks));
    }
    this.listeners = told;
  }

  private void tell(SecretsEvent event) {
    for (Told told : listeners) {
      told.put(event);
    }
  }

  void looked(Flight flight, SecretsEvent.Looked.Result result, String how) {
    Log.looked(flight.cell.bundle, how);
    tell(new SecretsEvent.Looked(flight.cell.bundle, result, flight.age()));
  }

  void turned(Rotation rotation) {
    Log.turned(rotation);
    tell(new SecretsEvent.Turned(rotation));
  }

  void refused(SecretLocation bundle, String version, String current, String why) {
    Log.refused(bundle, version, current, why);
    tell(new SecretsEvent.Refused(bundle, version, why));
  }

  void lookFailed(SecretException failure) {
    Log.lookFailed(failure);
    tell(new SecretsEvent.Failing(failure.location(), failure.kind(), failure.reason()));
  }

  void lookSucceeds(SecretLocation bundle) {
    Log.lookSucceeds(bundle);
    tell(new SecretsEvent.Recovered(bundle));
  }

  void tooOld(SecretLocation bundle, Duration age, boolean byLease, SecretException failure) {
    Log.tooOld(bundle, age, byLease, failure);
    tell(new SecretsEvent.TooOld(bundle, age));
  }

  void outageBegins(String store, boolean serves, SecretException failure) {
    Log.outageBegins(store, serves, failure);
    tell(new SecretsEvent.StoreAway(store, failure.reason()));
  }

  void outageEnds(String store, Duration after) {
    Log.outageEnds(store, after);
    tell(new SecretsEvent.StoreBack(store, after));
  }

  void buildFailed(Made<?> made, Throwable failure) {
    Log.buildFailed(made, failure);
    tell(new SecretsEvent.BuildFailed(made.names(), "the build " + Log.why(failure)));
  }

  /** One who listens, and the events that wait for him. */
  private static final class Told {
    private final SecretsListener listener;
    private final Workers workers;
    private final Callbacks callbacks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<SecretsEvent> waiting = new ArrayDeque<>();
    private boolean running;

    Told(SecretsListener listener, Workers workers, Callbacks callbacks) {
      this.listener = listener;
      this.workers = workers;
      this.callbacks = callbacks;
    }

    void put(SecretsEvent event) {
      boolean begins;
      lock.lock();
      try {
        if (waiting.size() == MOST_WAITING) {
          waiting.remove();
        }
        waiting.add(event);
        begins = !running;
        running = true;
      } finally {
        lock.unlock();
      }
      if (begins) {
        workers.execute(this::empty);
      }
    }

    private void empty() {
      for (SecretsEvent next = take(); next != null; next = take()) {
        tell(next);
      }
    }

    private void tell(SecretsEvent event) {
      try {
        callbacks.run(
            SecretsStatus.Callback.Role.LISTENER,
            List.of(),
            () -> {
              listener.on(event);
              return true;
            });
      } catch (Throwable e) { // the listener's own; its message may quote anything
        Log.listenerThrew(e);
      }
    }

    private @Nullable SecretsEvent take() {
      lock.lock();
      try {
        SecretsEvent next = waiting.poll();
        running = next != null;
        return next;
      } finally {
        lock.unlock();
      }
    }
  }
}
