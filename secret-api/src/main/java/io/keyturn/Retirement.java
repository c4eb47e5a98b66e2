package io.keyturn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Objects that nobody gets any more, to be ended after the drain. Under the engine's lock. */
final class Retirement {
  /** An object and the node that made it. */
  record Old(Made<?> made, Object value) {
    boolean ends() {
      return made.ends(value);
    }

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
   * Takes out what is not in use by a call, the youngest first, so that each is ended once and
   * before what it is made from; what is left waits for the end of such calls.
   */
  List<Old> take() {
    olds.sort(Comparator.comparingLong((Old old) -> old.made.number).reversed());
    List<Old> left = new ArrayList<>(0);
    List<Old> taken = new ArrayList<>(olds.size());
    for (Old old : olds) {
      (isNeeded(old, left) ? left : taken).add(old);
    }
    olds.clear();
    olds.addAll(left);
    left.forEach(old -> old.made.block(this));
    taken.stream().filter(Old::ends).forEach(old -> old.made.handle.forget(old.value));
    return taken;
  }

  private static boolean isNeeded(Old old, List<Old> left) {
    return old.made.isInUse(old.value)
        || left.stream().anyMatch(younger -> younger.made.descendsFrom(old.made));
  }
}
