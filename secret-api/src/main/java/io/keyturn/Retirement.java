package io.keyturn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Objects that nobody gets any more, to be ended after the drain: the youngest first, once. */
final class Retirement {
  private record Old(Made<?> made, Object value) {}

  private final List<Old> olds = new ArrayList<>();
  private final AtomicBoolean done = new AtomicBoolean();

  void add(Made<?> made, Object value) {
    olds.add(new Old(made, value));
  }

  boolean isEmpty() {
    return olds.isEmpty();
  }

  void run() {
    if (done.compareAndSet(false, true)) {
      olds.sort(Comparator.comparingLong((Old old) -> old.made.number).reversed());
      olds.forEach(old -> old.made.retire(old.value));
    }
  }
}
