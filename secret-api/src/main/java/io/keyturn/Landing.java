package io.keyturn;

import static io.keyturn.Turn.Refused.ADVICE;

import io.keyturn.OtherVersions.HeldBack;
import io.keyturn.SecretsEvent.Looked.Result;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of a look: what it brought is compared with what the cell has, turned to or refused, and
 * who waits is told. All outside the engine's lock, which it takes to ask and change the cell.
 */
final class Landing {
  final Flight flight;
  final Cell cell;
  private final SecretLocation bundle;
  private final Engine engine;

  private Hints hints = Hints.NONE;

  /** What may become current; its version is used by this until it ends. */
  private @Nullable Candidate candidate;

  /** Whether that is not judged by verifiers. */
  private boolean unproved;

  /** What the store said before of the bundle, beside its content. */
  private Optional<SecretBundle.Remark> remarked = Optional.empty();

  /** Whether it has ended. */
  private boolean over;

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
        hints = Hints.of(fetched.bundle(), Moment.now(engine.time));
        fetched(fetched.bundle());
      } else if (outcome instanceof Outcome.Unchanged unchanged) {
        hints = Hints.of(unchanged, Moment.now(engine.time));
        unchanged();
      } else if (outcome instanceof Outcome.Failed failed) {
        failed(failed.exception());
      }
    } catch (RuntimeException | Error e) { // whatever it is, the look has ended
      broken(e);
    }
  }

  // ---- what it brought

  private void unchanged() {
    if (flight.known.isEmpty()) {
      String reason = "the provider says unchanged where a full read was asked for";
      failed(new SecretUnavailableException(bundle, reason));
      return;
    }
    Optional<HeldBack> held = engine.locked(() -> cell.renewed(flight, hints));
    if (held.isPresent() && !held.get().turnedFrom()) {
      enter(engine.locked(() -> cell.candidate(held.get().content(), flight.why)));
    } else {
      confirmed();
    }
  }

  private void fetched(SecretBundle fetched) {
    if (fetched.size() > SecretBundle.MAX_BYTES) {
      cell.discard(fetched);
      failed(new SecretFormatException(bundle, "the bundle is larger than 1 MiB"));
      return;
    }
    Content known = cell.contentOutsideLock();
    if (known != null) {
      remarked = known.bundle.remark();
    }
    boolean same = OtherVersions.same(known, fetched);
    Candidate brought = brought(fetched, same);
    candidate = brought;
    if (brought.isForArriving()) {
      enter(brought);
    } else if (same && engine.locked(() -> cell.takeInsteadOf(known, brought.content))) {
      confirmed();
    } else if (isTurnedFrom(fetched)) {
      confirmed();
    } else if (isDoubtful(fetched)) {
      doubted();
    } else {
      doubtsNothing();
      enter(brought);
    }
  }

  private Candidate brought(SecretBundle fetched, boolean same) {
    Optional<HeldBack> held = fetched.version().isPresent() ? Optional.empty() : heldBack();
    boolean heldBack = held.isPresent() && OtherVersions.same(held.get().content(), fetched);
    engine.lock();
    try {
      return cell.candidate(flight, fetched, hints, same, heldBack);
    } finally {
      engine.unlock();
    }
  }

  /** The application has turned back from it, and keeps to that as long as nothing is rejected. */
  private boolean isTurnedFrom(SecretBundle fetched) {
    Optional<HeldBack> held = heldBack();
    return held.isPresent()
        && held.get().turnedFrom()
        && held.get().content().bundle.sameContent(fetched)
        && !isRejected();
  }

  private Optional<HeldBack> heldBack() {
    engine.lock();
    try {
      return cell.heldBack();
    } finally {
      engine.unlock();
    }
  }

  private @Nullable Content left() {
    engine.lock();
    try {
      return cell.left();
    } finally {
      engine.unlock();
    }
  }

  /** What was left just now is believed when it comes twice in a row: a replica may lag. */
  private boolean isDoubtful(SecretBundle fetched) {
    boolean left = OtherVersions.same(left(), fetched);
    return left && !isRejected() && engine.locked(cell::doubtsLeft);
  }

  /** Whether the current version was rejected, and this is to bring another. */
  boolean isRejected() {
    return engine.locked(() -> flight.rejected && cell.isRejected());
  }

  private void enter(Candidate next) {
    if (candidate != null && candidate != next) {
      engine.locked(candidate.content.used::leave);
    }
    candidate = next;
    engine.gatherings.enter(this);
  }

  /** What may become current, where it entered a gathering. */
  Candidate candidate() {
    return Objects.requireNonNull(candidate, "candidate");
  }

  boolean isUnproved() {
    return unproved;
  }

  /** Takes what is here already without a proof; false where there is none, or it was tried. */
  private boolean entersUnproved() {
    Candidate next = unproved || !engine.isOpen() ? null : unprovedCandidate();
    if (next == null) {
      return false;
    }
    unproved = true;
    enter(next);
    return true;
  }

  /** The version to turn back to, or one that was refused while the current one is rejected. */
  private @Nullable Candidate unprovedCandidate() {
    Candidate back = engine.locked(() -> cell.candidateBefore(flight));
    if (back != null) {
      return back;
    }
    HeldBack held = isRejected() ? heldBack().orElse(null) : null;
    if (held == null) {
      return null;
    }
    Log.unproved(bundle, held.content().version(), held.why());
    return engine.locked(() -> cell.candidate(held.content(), flight.why));
  }

  // ---- how it ends

  void logUnproved(String why) {
    Log.unproved(bundle, candidate().content.version(), why);
  }

  void logChangedInPlace() {
    if (candidate().changedInPlace()) {
      Log.sameVersion(bundle, candidate().content.version());
    }
  }

  /** The last act is left to who took it: {@code flight.done}. */
  void taken() {
    if (unproved) { // what the look brought was something else
      hints = engine.locked(() -> candidate().content.used.lease.said());
    }
    engine.events.looked(flight, Result.TAKEN, "taken");
    logRemark();
    end(null);
  }

  void refused(Turn.Refused refusal) {
    Content content = candidate().content;
    String why = refusal.reason;
    boolean news = engine.locked(() -> engine.isOpen() && cell.refuse(content, refusal));
    if (news) {
      engine.events.refused(bundle, content.version(), candidate().oldVersion, why);
    }
    String reason = "version " + content.version() + " was refused, " + why + ". " + ADVICE;
    SecretException failure = new SecretFormatException(bundle, reason);
    engine.events.looked(flight, Result.REFUSED, reason);
    hints = Hints.NONE;
    end(failure);
    flight.done.completeExceptionally(failure);
  }

  void broken(Throwable e) {
    Log.internalError(e);
    String reason = "it could not be taken: " + e.getClass().getName();
    failed(new SecretFormatException(bundle, reason));
  }

  private void confirmed() {
    if (entersUnproved()) {
      return;
    }
    engine.events.looked(flight, Result.UNCHANGED, "unchanged");
    logRemark();
    doubtsNothing();
    end(null);
    flight.done.complete(null);
  }

  /**
   * What the store remarks on what is current now, unless it did so before; and that it no longer
   * does.
   */
  private void logRemark() {
    if (candidate != null && candidate.content == cell.contentOutsideLock()) {
      Optional<SecretBundle.Remark> remark = candidate.content.bundle.remark();
      if (remark.isPresent() && !remark.equals(remarked)) {
        Log.remark(bundle, remark.get());
      } else if (remark.isEmpty() && remarked.isPresent() && remarked.get().warning()) {
        Log.remarkEnds(bundle, remarked.get());
      }
    }
  }

  private void doubtsNothing() {
    engine.lock();
    try {
      cell.doubtsNothing();
    } finally {
      engine.unlock();
    }
  }

  private void doubted() {
    engine.events.looked(flight, Result.UNCHANGED, "the version before, and not yet twice");
    hints = Hints.ofOther(engine.options.retry, Moment.now(engine.time));
    Flight again = flight.why == Rotation.Why.REFRESH ? engine.locked(cell::readAgain) : null;
    end(null);
    if (again == null) {
      flight.done.complete(null);
    } else { // who asked for it is answered by the second one
      CompletableFuture<?> unused = again.done.whenComplete(this::done);
    }
  }

  private void done(@Nullable Void nothing, @Nullable Throwable failure) {
    if (failure == null) {
      flight.done.complete(null);
    } else {
      flight.done.completeExceptionally(failure);
    }
  }

  void failed(SecretException e) {
    if (!over && entersUnproved()) {
      return;
    }
    boolean told = engine.locked(() -> cell.tell(e));
    engine.events.looked(flight, Result.FAILED, e.reason());
    hints = Hints.NONE;
    boolean aged = end(e);
    if (told && !aged && engine.isOpen()) {
      engine.events.lookFailed(e);
    }
    flight.done.completeExceptionally(e);
  }

  private boolean end(@Nullable SecretException e) {
    if (over) { // something failed that came after its end
      return false;
    }
    Ended ended = ended(e);
    try {
      tell(ended, e);
      if (e != null) {
        ended.moving().forEach(name -> name.moveOn(cell, e, ended.fresh()));
      }
    } finally { // whatever a log does: who waits is answered, and looks go on
      engine.submitNext(ended.fresh());
      ended.waiters().complete(null);
      engine.landed();
    }
    return ended.aged();
  }

  private void tell(Ended ended, @Nullable SecretException e) {
    if (engine.isOpen()) {
      if (ended.mended()) {
        engine.events.lookSucceeds(bundle);
      }
      if (ended.aged() && e != null) {
        tellTooOld(cell, e);
      }
      List<Cell> released = cell.store.outage.ended(cell, e, ended.polled());
      if (!released.isEmpty()) {
        engine.locked(() -> released.forEach(Cell::wake));
      }
      if (e instanceof SecretUnavailableException unavailable) {
        failForWaiting(unavailable);
      }
    }
  }

  /** While a store is unreachable one bundle is tried for all that are due. */
  private void failForWaiting(SecretUnavailableException e) {
    for (Cell other : cell.store.outage.waiting()) {
      if (engine.locked(() -> other.failedFor(flight, e))) {
        tellTooOld(other, e);
      }
    }
  }

  private void tellTooOld(Cell old, SecretException e) {
    Duration age = engine.locked(old::age);
    engine.events.tooOld(old.bundle, age, age.compareTo(engine.options.maxStale) < 0, e);
  }

  private Ended ended(@Nullable SecretException e) {
    engine.lock();
    try {
      Ended ended = cell.end(flight, e, hints);
      if (candidate != null) {
        candidate.content.used.leave();
      }
      over = true;
      engine.names.trim();
      return ended;
    } finally {
      engine.unlock();
    }
  }
}
