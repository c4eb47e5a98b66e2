package io.keyturn;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The moment in which the handles turn, under the engine's lock, and what is still to do when the
 * lock is left: to tell, to retire, to try again.
 */
final class Promotion {
  private final Engine engine;
  private final Turn.What what;
  private final List<CompletableFuture<Void>> waits = new ArrayList<>(0);
  private final List<Runnable> overlaps = new ArrayList<>();
  private final List<Mailbox> mailboxes = new ArrayList<>();
  private final List<Retirement.Old> replaced = new ArrayList<>();
  private final List<Retirement.Old> unused = new ArrayList<>();
  private final List<Made<?>> again = new ArrayList<>();
  private final Retirement retirement = new Retirement();

  /** The names whose value was replaced. */
  private final List<String> names = new ArrayList<>();

  private String oldVersion = "";

  Promotion(Engine engine, Turn.What what) {
    this.engine = engine;
    this.what = what;
  }

  /** A node turns. */
  void turn(Node<?> node, Object value, List<Object> madeFrom) {
    Object old = node.current();
    Object before = old == value ? node.handle.before() : accepted(node, value);
    String from = node.toldVersion(what);
    if (node instanceof Made<?> made) {
      if (made.ended()) {
        unused.add(new Retirement.Old(made, value));
        return;
      }
      made.turnTo(value, madeFrom, what, before);
      if (old == value) { // it needs no more what its parents had before
        replaced.addAll(made.release());
      } else if (old != null) {
        replaced.add(new Retirement.Old(made, old));
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
      told(node, from);
    }
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

  private void told(Node<?> node, String from) {
    if (node instanceof Name name) {
      oldVersion = names.isEmpty() ? from : oldVersion;
      names.add(name.name);
    }
    Rotation rotation =
        new Rotation(
            node.names(),
            what.bundle(),
            from,
            what.newVersion(),
            engine.time.instant(),
            what.why());
    for (Mailbox mailbox : node.mailboxes()) {
      mailbox.put(rotation);
      mailboxes.add(mailbox);
    }
  }

  /** All nodes have turned, but those that could not be made. */
  void finish(Collection<Made<?>> failed) {
    failed.stream().filter(made -> !made.ended()).forEach(again::add);
    replaced.forEach(retirement::addOrHold);
    engine.retiring.add(retirement);
  }

  /** Outside the lock. */
  void log() {
    if (!names.isEmpty()) {
      Log.turned(what.bundle(), oldVersion, what.newVersion(), what.why(), names);
    }
  }

  private static Runnable endOfOverlaps(Engine engine, List<Runnable> overlaps) {
    return () -> engine.locked(() -> overlaps.forEach(Runnable::run));
  }

  /** Tells the listeners, sees to the old. Outside the lock. */
  void tell() {
    unused.forEach(old -> old.made().retire(old.value()));
    engine.retiring.retireLater(retirement);
    if (!overlaps.isEmpty()) {
      engine.timer.after(engine.options.overlap, endOfOverlaps(engine, List.copyOf(overlaps)));
    }
    waits.forEach(wait -> wait.complete(null));
    mailboxes.forEach(Mailbox::wake);
    again.forEach(made -> engine.making.againLater(made, what));
  }
}
