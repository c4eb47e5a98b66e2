package io.keyturn.bench.undisturbed;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The control: a cache whose {@code get} takes the lock that a refresh holds. */
final class LockedReader implements Reader {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Object> values = new ConcurrentHashMap<>();

  LockedReader() {
    for (int i = 0; i < NAMES; i++) {
      values.put(Reader.name(i), new Object());
    }
  }

  @Override
  public Object get(String name) {
    lock.lock();
    try {
      return Objects.requireNonNull(values.get(name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void turn(String name) {
    lock.lock();
    try {
      SlowStore.call();
      values.put(name, new Object());
    } finally {
      lock.unlock();
    }
  }
}
