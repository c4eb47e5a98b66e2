package io.keyturn;

import org.jspecify.annotations.Nullable;

/** The attempts of one call on a value that turns. */
final class Attempts<T, R, X extends Exception> {
  private final Rotating<T> handle;
  private final Rotating.Use<? super T, ? extends R, X> use;
  private final Rejection<? super R> rejection;

  /** Where the rejection may turn back. */
  private final @Nullable TurnBack<T> back;

  Attempts(
      Rotating<T> handle,
      Rotating.Use<? super T, ? extends R, X> use,
      Rejection<? super R> rejection) {
    this.handle = handle;
    this.use = use;
    this.rejection = rejection;
    this.back = rejection.turnsBack() ? handle.turnBack() : null;
  }

  /** How an attempt ended: what it gave, or what it threw where that is a rejection. */
  private record Ended<T, R>(
      T used, @Nullable R result, @Nullable Throwable thrown, boolean rejected) {}

  R run() throws X {
    Ended<T, R> ended = attempt();
    if (ended.rejected) {
      boolean keeps = !rejection.budget().isZero();
      long deadline = handle.deadline(rejection.budget());
      boolean more = true;
      while (more) {
        Ended<T, R> before = turnedBack(ended.used, deadline);
        if (before != null) {
          return result(before);
        }
        more = handle.rejected(ended.used, deadline, keeps);
        ended = more ? attempt() : ended;
        more = more && keeps && ended.rejected;
      }
    }
    return result(ended);
  }

  private Ended<T, R> attempt() throws X {
    T used = handle.borrow();
    try {
      Ended<T, R> ended = attempt(used);
      if (back != null) {
        back.count(used, ended.rejected);
      }
      return ended;
    } finally {
      handle.giveBack(used);
    }
  }

  private Ended<T, R> attempt(T used) throws X {
    try {
      R result = use.with(used);
      return new Ended<>(used, result, null, rejection.isOf(result));
    } catch (Throwable e) { // the user's own: it is his again unless it is a rejection
      if (!rejection.isOf(e)) {
        throw e;
      }
      return new Ended<>(used, null, e, true);
    }
  }

  /** The call with the value before, if it is accepted; then all turn back to that. */
  private @Nullable Ended<T, R> turnedBack(T rejected, long deadline) throws X {
    TurnBack.Before<T> before = back == null ? null : back.before(rejected);
    if (back == null || before == null) {
      return null;
    }
    try {
      Ended<T, R> ended = attempt(before.value);
      if (ended.rejected) {
        back.rejectedBefore();
        return null;
      }
      back.turn(rejected, deadline);
      return ended;
    } finally {
      before.giveBack();
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // what the use gave or threw: null only if it is
  private R result(Ended<T, R> ended) throws X {
    if (ended.thrown instanceof RuntimeException e) {
      throw e;
    }
    if (ended.thrown instanceof Error e) {
      throw e;
    }
    if (ended.thrown != null) {
      throw (X) ended.thrown;
    }
    return ended.result;
  }
}
