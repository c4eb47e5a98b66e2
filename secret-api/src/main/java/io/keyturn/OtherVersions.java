package io.keyturn;

import io.keyturn.secret.SecretBundle;
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
    end = engine.timer.after(engine.options.overlap, () -> engine.locked(() -> dropLeft(content)));
  }

  private void dropLeft(Content content) {
    if (left == content) { // and not another one by now
      dropLeft();
    }
  }

  void dropLeft() {
    if (left != null && kept) {
      left.used.leave();
    }
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
