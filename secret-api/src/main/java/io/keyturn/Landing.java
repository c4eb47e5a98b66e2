package io.keyturn;

import io.keyturn.SecretsEvent.Looked.Result;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a look: what it brought is compared with what the cell has, turned to or refused, and
 * who waits is told. All outside the engine's lock, which it takes to ask and change the cell.
 */
final class Landing {
  private final Flight flight;
  private final Cell cell;
  private final SecretLocation bundle;
  private final Engine engine;

  /** The version that it brought, used by this until it ends. */
  private @Nullable Version brought;

  Landing(Flight flight) {
    this.flight = flight;
    this.cell = flight.cell;
    this.engine = cell.engine;
    this.bundle = cell.bundle;
  }

  /**
   * What is left to do after a look when the lock is left.
   *
   * @param waiters who waited for its end
   * @param fresh looks to submit
   * @param moving names without a value that have another place
   * @param polled whether it is looked at again by the timer
   * @param mended whether it is the first to succeed after failures that were told
   * @param aged whether readers get the failure from now on
   */
  record Ended(
      CompletableFuture<Void> waiters,
      List<Flight> fresh,
      List<Name> moving,
      boolean polled,
      boolean mended,
      boolean aged) {}

  void with(Outcome outcome) {
    try {
      if (outcome instanceof Outcome.Fetched fetched) {
        fetched(fetched.bundle());
      } else if (outcome instanceof Outcome.Unchanged unchanged) {
        unchanged(new Hints(unchanged.validFor(), unchanged.lookAgainIn()));
      } else if (outcome instanceof Outcome.Failed failed) {
        failed(failed.exception());
      }
    } catch (RuntimeException | Error e) { // whatever it is, the look has ended
      broken(e);
    }
  }

  private void unchanged(Hints hints) {
    if (flight.known.isPresent()) {
      confirmed(hints);
    } else {
      String reason = "the provider says unchanged where a full read was asked for";
      failed(new SecretUnavailableException(bundle, reason));
    }
  }

  private void fetched(SecretBundle fetched) {
    if (fetched.size() > SecretBundle.MAX_BYTES) {
      cell.discard(fetched);
      failed(new SecretFormatException(bundle, "the bundle is larger than 1 MiB"));
      return;
    }
    Content old = engine.locked(cell::content);
    boolean same = old != null && old.bundle.sameContent(fetched);
    Candidate candidate = engine.locked(() -> cell.candidate(flight, fetched, same));
    brought = candidate.content.used;
    if (same && flight.arriving.isEmpty()) {
      engine.locked(() -> cell.take(candidate.content));
      confirmed(Hints.of(fetched));
    } else {
      turn(candidate, true);
    }
  }

  private void turn(Candidate candidate, boolean verified) {
    CompletableFuture<?> unused =
        new Turn(engine, candidate, verified)
            .run()
            .whenComplete(
                (promotion, failure) -> {
                  try {
                    if (verified && isBetterThanNone(candidate, failure)) {
                      turn(candidate, false);
                    } else {
                      turned(candidate, promotion, failure);
                    }
                  } catch (RuntimeException | Error e) { // or who waits would wait for ever
                    broken(e);
                  }
                });
  }

  /** Who is rejected with the current version takes one that its verifier refuses. */
  private boolean isBetterThanNone(Candidate candidate, @Nullable Throwable failure) {
    boolean better =
        failure instanceof Turn.Refused refusal
            && refusal.byVerifier
            && engine.locked(() -> flight.rejected && cell.isRejected());
    if (better && failure instanceof Turn.Refused refusal) {
      Log.unproved(bundle, candidate.content.version, refusal.reason);
    }
    return better;
  }

  private void turned(
      Candidate candidate, @Nullable Promotion promotion, @Nullable Throwable failure) {
    if (promotion != null) {
      taken(candidate, promotion);
    } else if (failure instanceof Turn.Refused refusal) {
      refused(candidate, refusal.reason);
    } else if (failure instanceof RejectedExecutionException) {
      String reason = "the executor given to the builder takes no tasks";
      failed(new SecretUnavailableException(bundle, reason));
    } else {
      broken(failure == null ? new IllegalStateException() : failure);
    }
  }

  private void taken(Candidate candidate, Promotion promotion) {
    if (candidate.changedInPlace()) {
      Log.sameVersion(bundle, candidate.content.version);
    }
    promotion.log();
    engine.events.looked(flight, Result.TAKEN, "taken");
    end(null, Hints.of(candidate.content.bundle));
    try {
      promotion.tell();
    } finally {
      flight.done.complete(null);
    }
  }

  private void refused(Candidate candidate, String why) {
    boolean news = engine.locked(() -> engine.isOpen() && cell.refuse(candidate.content));
    String version = candidate.content.version;
    if (news) {
      engine.events.refused(bundle, version, candidate.oldVersion, why);
    }
    String reason = "version " + version + " was refused, " + why + ". " + Turn.Refused.ADVICE;
    SecretException refusal = new SecretFormatException(bundle, reason);
    engine.events.looked(flight, Result.REFUSED, reason);
    end(refusal, Hints.NONE);
    flight.done.completeExceptionally(refusal);
  }

  private void broken(Throwable e) {
    Log.internalError(e);
    String reason = "it could not be taken: " + e.getClass().getName();
    failed(new SecretFormatException(bundle, reason));
  }

  private void confirmed(Hints hints) {
    engine.events.looked(flight, Result.UNCHANGED, "unchanged");
    end(null, hints);
    flight.done.complete(null);
  }

  private void failed(SecretException e) {
    boolean told = engine.locked(() -> cell.tell(e));
    engine.events.looked(flight, Result.FAILED, e.reason());
    boolean aged = end(e, Hints.NONE);
    if (told && !aged && engine.isOpen()) {
      engine.events.lookFailed(e);
    }
    flight.done.completeExceptionally(e);
  }

  private boolean end(@Nullable SecretException e, Hints hints) {
    Ended ended = engine.locked(() -> ended(e, hints));
    if (engine.isOpen()) {
      if (ended.mended()) {
        engine.events.lookSucceeds(bundle);
      }
      if (ended.aged() && e != null) {
        engine.events.tooOld(bundle, engine.locked(cell::age), e);
      }
      List<Cell> released = cell.store.outage.ended(cell, e, ended.polled());
      engine.locked(() -> released.forEach(Cell::wake));
    }
    if (e != null) {
      ended.moving().forEach(name -> name.moveOn(cell, e, ended.fresh()));
    }
    engine.submitNext(ended.fresh());
    ended.waiters().complete(null);
    engine.landed();
    return ended.aged();
  }

  private Ended ended(@Nullable SecretException e, Hints hints) {
    Ended ended = cell.end(flight, e, hints);
    if (brought != null) {
      brought.leave();
    }
    engine.names.trim();
    return ended;
  }
}
