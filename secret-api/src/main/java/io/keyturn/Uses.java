package io.keyturn;

import java.util.IdentityHashMap;

/** How often values are in use, by identity. Guarded by the engine's lock. */
final class Uses {
  private final IdentityHashMap<Object, Integer> counts = new IdentityHashMap<>(1);

  void add(Object value) {
    counts.merge(value, 1, Integer::sum);
  }

  void remove(Object value) {
    counts.computeIfPresent(value, (v, count) -> count == 1 ? null : count - 1);
  }

  boolean contains(Object value) {
    return counts.containsKey(value);
  }
}
