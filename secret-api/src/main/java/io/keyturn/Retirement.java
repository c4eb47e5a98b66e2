package io.keyturn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    boolean ends() {
      return made.ends(value);
    }

    /** Ends it, outside the lock; not if it has become the current one again. */
    void retire(Runnable then) {
      if (made.current() != value) {
        made.retire(value, then);
      } else {
        then.run();
      }
    }

    /** Notes for all that it was made from that it is to end before. */
    private void addTo(Map<Node<?>, Old> needing) {
      addTo(needing, made);
    }

    private void addTo(Map<Node<?>, Old> needing, Made<?> child) {
      for (Node<?> parent : child.parents) {
        if (parent instanceof Made<?> of && needing.putIfAbsent(of, this) == null) {
          addTo(needing, of);
        }
      }
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
    for (Made<?> child : old.made.children()) {
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

  /** As long as any part of it may still be in use. */
  Duration drain(Engine engine) {
    Duration longest = Duration.ZERO;
    for (Version version : used) {
      longest = Options.longer(longest, drain(List.of(version), engine));
    }
    for (Old old : olds) {
      longest = Options.longer(longest, drain(old.used, engine));
    }
    return longest;
  }

  /** What is made from some versions is in use for no longer than they hold. */
  private static Duration drain(List<Version> from, Engine engine) {
    Moment now = Moment.now(engine.time);
    Duration left = null;
    for (Version version : from) {
      Duration its = version.lease.leftInUse(now);
      if (its != null && (left == null || its.compareTo(left) < 0)) {
        left = its;
      }
    }
    Duration drain = engine.options.drain(left != null);
    return left == null ? drain : Options.shorter(drain, left);
  }

  boolean has(Object value) {
    return olds.stream().anyMatch(old -> old.value == value);
  }

  boolean isEmpty() {
    return olds.isEmpty() && used.isEmpty();
  }

  /**
   * Takes out what is neither in use by a call nor needed by what is to end before it, the youngest
   * first, so that each is ended once and before what it is made from; what is left waits for that.
   *
   * @param all what else waits to be ended
   * @param ending what is being ended
   */
  List<Old> take(List<Retirement> all, Collection<Old> ending) {
    Set<Old> unended = new HashSet<>(ending);
    Stream.concat(Stream.of(this), all.stream())
        .flatMap(retirement -> retirement.olds.stream())
        .filter(old -> old.made.isInUse(old.value))
        .forEach(unended::add);
    Map<Node<?>, Old> needing = new HashMap<>();
    unended.forEach(old -> old.addTo(needing));
    List<Old> taken = new ArrayList<>(olds.size());
    olds.sort(Comparator.comparingLong((Old old) -> old.made.number).reversed());
    for (Old old : olds) {
      Old before = unended.contains(old) ? old : needing.get(old.made);
      if (before != null) {
        before.made.block(this);
      } else if (old.made.part) {
        taken.add(old);
        leave(old.used);
      } else {
        taken.add(old);
        old.addTo(needing);
      }
    }
    olds.removeAll(taken);
    taken.removeIf(old -> old.made.part);
    used.forEach(Version::leave);
    used.clear();
    taken.stream().filter(Old::ends).forEach(old -> old.made.handle.forget(old.value));
    return taken;
  }
}
