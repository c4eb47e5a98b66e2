package io.keyturn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Objects that nobody gets any more, to be ended after the drain. Under the engine's lock. */
final class Retirement {
  /** An object and the node that made it. */
  record Old(Made<?> made, Object value) {
    /** Ends it, outside the lock; not if it has become the current one again. */
    void retire() {
      if (made.current() != value) {
        made.retire(value);
      }
    }
  }

  private final List<Old> olds = new ArrayList<>();

  void add(Old old) {
    if (olds.stream().noneMatch(other -> other.made == old.made && other.value == old.value)) {
      olds.add(old);
    }
  }

  /** An object is held back as long as another is in use that was made from it. */
  void addOrHold(Old old) {
    for (Made<?> child : old.made.children) {
      if (child.usesOf(old.value)) {
        child.hold(old);
        return;
      }
    }
    add(old);
    old.made.release().forEach(this::addOrHold);
  }

  /** An object is in use again. */
  void spare(Object value) {
    olds.removeIf(old -> old.value == value);
  }

  boolean isEmpty() {
    return olds.isEmpty();
  }

  /**
   * Takes all out, the youngest first, so that each is ended once and before what it is made from.
   */
  List<Old> take() {
    List<Old> taken = new ArrayList<>(olds);
    taken.sort(Comparator.comparingLong((Old old) -> old.made.number).reversed());
    olds.clear();
    return taken;
  }
}
