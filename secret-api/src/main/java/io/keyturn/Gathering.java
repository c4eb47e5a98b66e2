package io.keyturn;

import io.keyturn.secret.SecretUnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks that brought something new for bundles whose values are used together, and so turn
 * together. Its lists are guarded by the engine's lock until it turns.
 */
final class Gathering {
  private final Engine engine;

  /** At first the one for whose sake the others are looked at. */
  private final List<Landing> members = new ArrayList<>(1);

  private final Set<Cell> awaited = new HashSet<>(0);
  private final Set<Cell> known = new HashSet<>(1);

  Gathering(Engine engine) {
    this.engine = engine;
  }

  // ---- who comes along, under the lock

  /** One more; what else its values are used with is looked at. */
  void add(Landing landing, List<Flight> fresh, List<Look> looks) {
    members.add(landing);
    known.add(landing.cell);
    for (Cell mate : landing.cell.mates()) {
      if (known.add(mate) && engine.gatherings.isFree(mate)) {
        awaited.add(mate);
        looks.add(new Look(this, mate, mate.lookAnew(landing.flight.why, fresh)));
      }
    }
  }

  /** A look that a gathering waits for. */
  record Look(Gathering by, Cell cell, Flight flight) {}

  boolean has(Cell cell) {
    for (Landing landing : members) {
      if (landing.cell == cell) {
        return true;
      }
    }
    return false;
  }

  /** It does not come along, or does so by now, or with others. */
  void waitNoMoreFor(Cell cell) {
    awaited.remove(cell);
  }

  boolean isComplete() {
    return awaited.isEmpty();
  }

  // ---- the turn, outside the lock

  /** All turn at once. */
  void turn() {
    boolean verified = true;
    for (Landing landing : members) {
      verified &= !landing.isUnproved();
    }
    turn(verified);
  }

  /**
   * The same.
   *
   * @param verified whether verifiers are asked
   */
  void turn(boolean verified) {
    List<Candidate> candidates = new ArrayList<>(members.size());
    for (Landing landing : members) {
      candidates.add(landing.candidate());
    }
    CompletableFuture<?> unused =
        new Turn(engine, candidates, verified).run().whenComplete(new Turned(verified));
  }

  /** The turn has ended. */
  private final class Turned implements BiConsumer<@Nullable Promotion, @Nullable Throwable> {
    private final boolean verified;

    Turned(boolean verified) {
      this.verified = verified;
    }

    @Override
    public void accept(@Nullable Promotion promotion, @Nullable Throwable failure) {
      try {
        turned(verified, promotion, failure);
      } catch (RuntimeException | Error e) { // or who waits would wait for ever
        members.forEach(landing -> landing.broken(e));
      }
    }
  }

  private void turned(
      boolean verified, @Nullable Promotion promotion, @Nullable Throwable failure) {
    if (promotion != null) {
      taken(promotion);
    } else if (verified && isBetterThanNone(failure)) {
      turn(false);
    } else if (failure instanceof Turn.Refused refusal && members.size() > 1) {
      goAlone(refusal);
    } else {
      members.forEach(landing -> notTaken(landing, failure));
    }
  }

  /** Who is rejected with the current version takes one that its verifier refuses. */
  private boolean isBetterThanNone(@Nullable Throwable failure) {
    boolean better =
        failure instanceof Turn.Refused refusal
            && refusal.by == Turn.Refused.By.VERIFIER
            && members.stream().anyMatch(Landing::isRejected);
    if (better && failure instanceof Turn.Refused refusal) {
      members.forEach(landing -> landing.logUnproved(refusal.reason));
    }
    return better;
  }

  /** It may be the other's fault: that one is tried again when it is looked at again. */
  private void goAlone(Turn.Refused refusal) {
    while (members.size() > 1) {
      members.get(1).refused(refusal);
      members.remove(1);
    }
    turn();
  }

  private void taken(Promotion promotion) {
    for (Landing landing : members) {
      landing.logChangedInPlace();
    }
    promotion.log();
    for (Landing landing : members) {
      landing.taken();
    }
    try {
      promotion.tell();
    } finally {
      for (Landing landing : members) {
        landing.flight.done.complete(null);
      }
    }
  }

  private static void notTaken(Landing landing, @Nullable Throwable failure) {
    if (failure instanceof Turn.Refused refusal) {
      landing.refused(refusal);
    } else if (failure instanceof RejectedExecutionException) {
      String reason = "the executor given to the builder takes no tasks";
      landing.failed(new SecretUnavailableException(landing.cell.bundle, reason));
    } else {
      landing.broken(failure == null ? new IllegalStateException() : failure);
    }
  }
}
