package io.keyturn;

import io.keyturn.secret.SecretBundle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a bundle beside the current one: a candidate that is held back, and the one that
 * was left last. Guarded by the engine's lock.
 */
final class OtherVersions {
  private final Engine engine;
  private @Nullable HeldBack heldBack;
  private @Nullable Content left;

  /** Whether the one that was left is kept from being retired. */
  private boolean kept;

  private Timer.@Nullable Entry end;

  /** Whether the last look brought the one that was left. */
  private boolean seen;

  OtherVersions(Engine engine) {
    this.engine = engine;
  }

  /**
   * A candidate that was not taken.
   *
   * @param why it was refused
   * @param turnedFrom whether it was the current one: then no look makes it that again, only the
   *     rejection of the one that is
   */
  record HeldBack(Content content, String why, boolean turnedFrom) {}

  // ---- the candidate

  @Nullable HeldBack heldBack() {
    return heldBack;
  }

  /** Holds another one back; whether it was not known yet. */
  boolean holdBack(HeldBack candidate) {
    boolean news =
        heldBack == null || !heldBack.content.bundle.sameContent(candidate.content.bundle);
    candidate.content.used.use();
    dropHeldBack();
    heldBack = candidate;
    return news;
  }

  void dropHeldBack() {
    if (heldBack != null) {
      heldBack.content.used.leave();
      heldBack = null;
    }
  }

  // ---- the one before

  /**
   * Another one has taken its place.
   *
   * @param keep whether it is kept from being retired, since one may turn back to it
   */
  void left(Content content, boolean keep) {
    dropLeft();
    left = content;
    kept = keep;
    if (keep) {
      content.used.use();
    }
    endAt(engine.timer.now() + engine.options.overlap.toNanos());
  }

  /** The end of the overlap; one that is kept is let go before, if its lease ends. */
  private void endAt(long overlapEnd) {
    Content content = left;
    Duration lease = content == null || !kept ? null : content.used.lease.leftInUse(now());
    long rest = overlapEnd - engine.timer.now();
    Duration wait = Duration.ofNanos(lease == null ? rest : Math.min(rest, nanos(lease)));
    end = engine.timer.after(wait, () -> engine.locked(() -> end(content, overlapEnd)));
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration); // at most 292 years
  }

  private Moment now() {
    return Moment.now(engine.time);
  }

  private void end(@Nullable Content content, long overlapEnd) {
    if (content == null || left != content) { // but another one by now
      return;
    }
    if (overlapEnd - engine.timer.now() <= 0) {
      dropLeft();
      return;
    }
    Duration lease = content.used.lease.leftInUse(now()); // which may have been renewed
    if (lease != null && lease.isZero()) {
      letGo();
    }
    endAt(overlapEnd);
  }

  /** It may be retired, and is no longer one to turn back to. */
  private void letGo() {
    if (left != null && kept) {
      left.used.leave();
    }
    kept = false;
  }

  void dropLeft() {
    letGo();
    left = null;
    seen = false;
    if (end != null) {
      end.cancel();
      end = null;
    }
  }

  @Nullable Content left() {
    return left;
  }

  /** The one to turn back to. */
  @Nullable Content kept() {
    return kept ? left : null;
  }

  /** A look has brought something; whether it is what was left, for the first time in a row. */
  boolean doubts(boolean broughtLeft) {
    seen = broughtLeft && !seen;
    return seen;
  }

  /** Whether something fetched is what was left. Outside the lock. */
  static boolean same(@Nullable Content content, SecretBundle fetched) {
    return content != null && content.bundle.sameContent(fetched);
  }
}
