package io.keyturn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Objects that nobody gets any more, to be ended after the drain. Under the engine's lock. */
final class Retirement {
  /** An object, the node that made it, and the versions it is made from. */
  record Old(Made<?> made, Object value, List<Version> used) {
    /** By identity: that of a value would be the user's code. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Old old && old.made == made && old.value == value;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(made) + System.identityHashCode(value);
    }

    boolean isYounger(Old other) {
      return made.descendsFrom(other.made);
    }

    boolean ends() {
      return made.ends(value);
    }

    /** Ends it, outside the lock; not if it has become the current one again. */
    void retire() {
      if (made.current() != value) {
        made.retire(value, this::leaveVersions);
      } else {
        leaveVersions();
      }
    }

    private void leaveVersions() {
      made.engine.locked(() -> used.forEach(Version::leave));
    }
  }

  private final List<Old> olds = new ArrayList<>();

  /** Versions that are left as well. */
  private final List<Version> used = new ArrayList<>(0);

  void add(Old old) {
    if (olds.contains(old)) {
      used.addAll(old.used);
    } else {
      olds.add(old);
    }
  }

  void leave(List<Version> versions) {
    used.addAll(versions);
  }

  /** Takes over what another has. */
  void addAll(Retirement other) {
    other.olds.forEach(this::add);
    other.olds.clear();
    leave(other.used);
    other.used.clear();
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
    olds.stream().filter(old -> old.value == value).forEach(old -> leave(old.used));
    olds.removeIf(old -> old.value == value);
  }

  /** Whether a version is left by it that holds for a limited time. */
  boolean isOfLeased() {
    return Stream.concat(used.stream(), olds.stream().flatMap(old -> old.used.stream()))
        .anyMatch(version -> version.leased);
  }

  boolean isEmpty() {
    return olds.isEmpty() && used.isEmpty();
  }

  /**
   * Takes out what is not in use by a call, the youngest first, so that each is ended once and
   * before what it is made from; what is left waits for the end of such calls.
   */
  List<Old> take(List<Retirement> all) {
    olds.sort(Comparator.comparingLong((Old old) -> old.made.number).reversed());
    List<Old> taken = new ArrayList<>(olds.size());
    List<Old> inUse =
        Stream.concat(Stream.of(this), all.stream())
            .flatMap(retirement -> retirement.olds.stream())
            .filter(old -> old.made.isInUse(old.value))
            .distinct()
            .toList();
    for (Old old : olds) {
      List<Old> users =
          inUse.stream().filter(user -> user.equals(old) || user.isYounger(old)).toList();
      users.forEach(user -> user.made.block(this));
      if (users.isEmpty()) {
        taken.add(old);
      }
    }
    olds.removeAll(taken);
    taken.stream().filter(old -> old.made.part).forEach(old -> leave(old.used));
    taken.removeIf(old -> old.made.part);
    used.forEach(Version::leave);
    used.clear();
    taken.stream().filter(Old::ends).forEach(old -> old.made.handle.forget(old.value));
    return taken;
  }
}
