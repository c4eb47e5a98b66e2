package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The moment in which the handles turn, under the engine's lock, and what is still to do when the
 * lock is left: to tell, to retire, to try again.
 */
final class Promotion {
  private final Engine engine;
  private final List<Turn.What> turns;
  private final List<CompletableFuture<Void>> waits = new ArrayList<>(0);
  private final List<Runnable> overlaps = new ArrayList<>();
  private final Set<Node<?>> turned = new HashSet<>();
  private final Set<Node<?>> sameAgain = new HashSet<>();
  private final List<Mailbox> mailboxes = new ArrayList<>();
  private final List<Made<?>> made = new ArrayList<>();
  private final Map<Made<?>, Object> replaced = new HashMap<>();
  private final List<Retirement.Old> released = new ArrayList<>();
  private final Map<Made<?>, Object> unused = new LinkedHashMap<>();
  private final List<Made<?>> again = new ArrayList<>();
  private final Retirement retirement = new Retirement();

  /** The turns of names whose value was replaced. */
  private final List<Rotation> ofNames = new ArrayList<>();

  Promotion(Engine engine, List<Turn.What> turns) {
    this.engine = engine;
    this.turns = turns;
  }

  /**
   * A node turns.
   *
   * @param its turns that it takes part in
   */
  void turn(Node<?> node, Object value, List<Object> madeFrom, List<Turn.What> its) {
    Object old = node.current();
    Object before =
        old == value || isSameAgain(node, value) ? node.handle.before() : accepted(node, value);
    List<Rotation> rotations = new ArrayList<>(its.size());
    for (Turn.What turn : its) {
      rotations.add(rotation(node, turn));
    }
    if (node instanceof Made<?> turned) {
      if (turned.ended()) {
        unused.put(turned, value);
        return;
      }
      turned.turnTo(value, madeFrom, its, before);
      made.add(turned);
      if (old == value) { // it needs no more what its parents had before
        released.addAll(turned.release());
      } else if (old != null) {
        replaced.put(turned, old);
      }
      engine.retiring.spare(value);
    } else {
      node.turnTo(value, before);
    }
    if (old != value) {
      CompletableFuture<Void> waited = node.turned();
      if (waited != null) {
        waits.add(waited);
      }
    }
    if (old != null && old != value) {
      told(node, rotations);
    }
  }

  /** Whether only a neighbour in its bundle has changed: the one before is accepted as before. */
  private boolean isSameAgain(Node<?> node, Object next) {
    boolean same =
        node instanceof Made<?> made
            ? made.parents.stream().anyMatch(turned::contains)
                && made.parents.stream().allMatch(p -> sameAgain.contains(p) || !turned.contains(p))
            : !node.differs(next);
    turned.add(node);
    if (same) {
      sameAgain.add(node);
    }
    return same;
  }

  /** What stays accepted beside the next value of a node; its time begins with a turn to it. */
  private @Nullable Object accepted(Node<?> node, Object next) {
    Object before = node.before(next);
    if (before != null && before == node.current()) {
      overlaps.add(overlap(node.handle, new WeakReference<>(before)));
    }
    return before;
  }

  /** Keeps neither the turn nor the value: both may be of no use long before. */
  private static Runnable overlap(Rotating<?> handle, WeakReference<Object> before) {
    return () -> {
      Object old = before.get();
      if (old != null) {
        handle.forget(old);
      }
    };
  }

  private void told(Node<?> node, List<Rotation> rotations) {
    if (node instanceof Name) {
      ofNames.addAll(rotations);
    }
    for (Mailbox mailbox : node.mailboxes()) {
      rotations.forEach(mailbox::put);
      mailboxes.add(mailbox);
    }
  }

  private Rotation rotation(Node<?> node, Turn.What turn) {
    return new Rotation(
        node.names(),
        turn.bundle(),
        node.toldVersion(turn),
        turn.newVersion(),
        turn.seenAt(),
        turn.why());
  }

  /** All nodes have turned, but those that could not be made. */
  void finish(Collection<Made<?>> failed) {
    for (Made<?> each : failed) {
      if (!each.ended()) {
        again.add(each);
      }
    }
    if (made.size() > 1) {
      made.sort(Comparator.comparingLong(node -> node.number)); // parents first
    }
    for (Made<?> node : made) {
      List<Version> before = node.exchangeUsed();
      Object old = replaced.get(node);
      if (old == null) {
        retirement.leave(before);
      } else {
        released.add(new Retirement.Old(node, old, before));
      }
    }
    for (Retirement.Old old : released) {
      retirement.addOrHold(old);
    }
    engine.retiring.add(retirement);
  }

  /** Outside the lock. */
  void log() {
    Map<SecretLocation, Rotation> byBundle = new LinkedHashMap<>();
    for (Rotation turn : ofNames) {
      byBundle.merge(turn.bundle(), turn, Rotation::and);
    }
    for (Rotation turn : byBundle.values()) {
      engine.events.turned(turn);
    }
  }

  private static Runnable endOfOverlaps(Engine engine, List<Runnable> overlaps) {
    return () -> engine.locked(() -> overlaps.forEach(Runnable::run));
  }

  /** Tells the listeners, sees to the old. Outside the lock. */
  void tell() {
    engine.retiring.retireUnused(unused);
    engine.retiring.retireLater(retirement);
    if (!overlaps.isEmpty()) {
      engine.timer.after(engine.options.overlap, endOfOverlaps(engine, List.copyOf(overlaps)));
    }
    for (CompletableFuture<Void> wait : waits) {
      wait.complete(null);
    }
    for (Mailbox mailbox : mailboxes) {
      mailbox.wake();
    }
    for (Made<?> each : again) {
      engine.making.againLater(each, turns);
    }
  }
}
