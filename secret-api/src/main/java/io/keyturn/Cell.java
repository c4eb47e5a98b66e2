package io.keyturn;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One bundle: what was last taken from it, the look in the air, and when to look again.
 *
 * <p>Everything is guarded by the engine's lock, unless it says otherwise. Looks that a method
 * starts are added to a list; the caller submits them when he has left the lock. {@link Landing}
 * says how a look ends.
 */
final class Cell {
  private static final Duration BETWEEN_PUSHES = Duration.ofSeconds(1);
  private static final String TURNED_FROM = "the application turned back from it";

  final SecretLocation bundle;
  final Store store;
  final Engine engine;
  private final Schedule schedule;
  private List<Name> names = List.of();
  private @Nullable Content current;
  private int counted;

  /** How many names may read from it, now or in another place of theirs. */
  private int offers;

  private boolean forgotten;
  private @Nullable Rereads rereads;
  private @Nullable OtherVersions others;

  /** Whether somebody may have it turned back, so that the version it leaves is kept. */
  private boolean keepsLeft;

  /** The versions of it that somebody uses. */
  private @Nullable Version used;

  private @Nullable Failing failing;
  private @Nullable Flight flying;
  private @Nullable Flight next;
  private @Nullable CompletableFuture<Void> landing;

  /** Whether its store said that it may have changed, since it was looked at. */
  private boolean pushed;

  /** When it is looked at for that at the earliest. */
  private long nextPushed;

  private final Age age;

  /** Looks that have failed since the last one that succeeded. */
  private static final class Failing {
    private @Nullable SecretException last;

    /** How often the pause has doubled, and one more. */
    private int count;

    /** Whether the pause was cut, so that it did not double. */
    private boolean cut;

    private long since;

    /** Whether the last one was told. */
    private boolean told;

    /** Whether readers get it instead of the value. */
    private boolean hides;
  }

  Cell(Engine engine, Store store, SecretLocation bundle) {
    this.engine = engine;
    this.store = store;
    this.bundle = bundle;
    this.schedule = new Schedule(this);
    this.age = new Age(engine);
    this.nextPushed = engine.timer.now();
  }

  // ---- names

  /** A name may come to read from it. */
  void offer() {
    offers++;
  }

  /** One of those names is forgotten. */
  void withdraw() {
    offers--;
    forgetIfUnused();
  }

  /** It goes when no name may read from it, nobody uses what was fetched, and no look is due. */
  private void forgetIfUnused() {
    if (offers == 0 && used == null && flying == null) {
      forgotten = true;
      engine.forget(this);
    }
  }

  boolean isForgotten() {
    return forgotten;
  }

  void attach(Name name) {
    add(name);
    if (names.size() == 1) {
      store.watches.add(this);
    }
    if (current != null && failure() == null && polled()) {
      schedule.armWithin(engine.options.ttl(name.name));
    }
  }

  /** One or two, mostly: a list that is smaller than one that grows. */
  private void add(Name name) {
    if (names.size() < 2) {
      names = names.isEmpty() ? List.of(name) : List.of(names.get(0), name);
    } else {
      names = names instanceof ArrayList ? names : new ArrayList<>(names);
      names.add(name);
    }
  }

  /** What a location has in what is here by now, if something is. Outside the lock. */
  Optional<Content.Reading> read(SecretLocation location) {
    Content known = contentOutsideLock();
    return known == null ? Optional.empty() : Optional.of(known.read(engine, location));
  }

  @Nullable Content contentOutsideLock() {
    engine.lock();
    try {
      return current;
    } finally {
      engine.unlock();
    }
  }

  /** Whether a reading, or that there was none, still holds. */
  boolean holds(Optional<Content.Reading> reading) {
    return current == (reading.isPresent() ? reading.get().from : null);
  }

  /** A name is to be looked for by the timer. */
  void pollFor(Name name) {
    if (!schedule.isArmed() && flying == null && name.failure != null && polled()) {
      schedule.arm();
    }
  }

  /** When the last name leaves it is forgotten: nobody keeps it up to date. */
  void detach(Name name) {
    names = names.stream().filter(other -> other != name).toList();
    if (!names.isEmpty()) {
      return;
    }
    schedule.disarm();
    pushed = false;
    store.watches.remove(this);
    dropOthers();
    if (current != null) {
      engine.retiring.leaveLater(current.used);
      current = null;
      failing = null;
      schedule.next(0, false);
    }
    if (failing != null) {
      failing.told = false;
    }
    for (Cell cell : store.outage.forget(this)) {
      cell.wake();
    }
  }

  List<Name> names() {
    return names;
  }

  String version() {
    return current == null ? "" : current.version();
  }

  /** All that somebody may be waiting for. */
  List<CompletableFuture<?>> waits() {
    List<CompletableFuture<?>> waits = new ArrayList<>();
    waits.add(landing());
    CompletableFuture<?> reread = rereads == null ? null : rereads.waits();
    if (reread != null) {
      waits.add(reread);
    }
    for (Flight flight : Arrays.asList(flying, next)) {
      if (flight != null) {
        waits.add(flight.done);
      }
    }
    return waits;
  }

  /** Whether it is known that there is none, and never was one. */
  boolean isMissing() {
    return current == null && failure() instanceof SecretNotFoundException;
  }

  boolean isUsed() {
    return !names.isEmpty();
  }

  // ---- looks

  /** Joins the look in the air, or starts one. */
  Flight look(Rotation.Why why, List<Flight> fresh) {
    if (flying == null) {
      flying = new Flight(this, known(), why);
      fresh.add(flying);
    }
    return flying;
  }

  /** The version that need not be brought again: one that is held back, else the current one. */
  private Optional<String> known() {
    Optional<OtherVersions.HeldBack> candidate = heldBack();
    Optional<String> held =
        candidate.isPresent() ? candidate.get().content().bundle.version() : Optional.empty();
    return current == null || held.isPresent() ? held : current.bundle.version();
  }

  /** A look that begins after this call. */
  Flight lookAnew(Rotation.Why why, List<Flight> fresh) {
    return flying == null ? look(why, fresh) : read(why, fresh);
  }

  /** Bundles whose values are used together with its own, and that may have changed with it. */
  Set<Cell> mates() {
    Set<Cell> mates = new LinkedHashSet<>(0);
    for (Name name : names) {
      for (Made<?> made : name.children()) {
        if (made.parents.size() > 1) {
          made.addCells(mates);
        }
      }
    }
    if (!mates.isEmpty()) {
      mates.removeIf(cell -> cell == this || cell.cannotChange());
    }
    return mates;
  }

  /** A look would be in vain. */
  private boolean cannotChange() {
    return current == null || isFixed() || failure() instanceof SecretUnavailableException;
  }

  /**
   * A full read that begins after this call, shared by all who call before it begins.
   *
   * @param arriving names that will read from this bundle if it can be taken
   */
  Flight read(List<Name> arriving, List<Flight> fresh) {
    Flight read = read(Rotation.Why.REFRESH, fresh);
    read.arriving.addAll(arriving);
    return read;
  }

  private Flight read(Rotation.Why why, List<Flight> fresh) {
    Flight read = new Flight(this, Optional.empty(), why);
    if (flying == null) {
      flying = read;
      fresh.add(read);
    } else if (next == null) {
      next = read;
    } else {
      read = next;
    }
    return read;
  }

  /** The reads of those who were rejected. */
  Rereads rereads() {
    if (rereads == null) {
      rereads = new Rereads(this);
    }
    return rereads;
  }

  /** Whether a full read waits for the look in the air to end. */
  boolean hasNextRead() {
    return next != null;
  }

  /** The same as {@link #read}, since the current version was rejected. */
  Flight readForRejection(List<Flight> fresh) {
    Flight read = read(Rotation.Why.REJECTION, fresh);
    read.rejected = true;
    return read;
  }

  /** The same of one who asked for a look that has just brought nothing to rely on. */
  Flight readAgain() {
    return read(Rotation.Why.REFRESH, new ArrayList<>(0)); // one is in the air
  }

  /** The same as {@link #read}, to turn back where it brings no third version. */
  Flight readToTurnBack(List<Flight> fresh) {
    Flight read = read(Rotation.Why.REJECTION, fresh);
    read.back = kept();
    return read;
  }

  /** A value of some version was rejected. */
  void rejects(@Nullable String version) {
    if (version != null && (version.equals(told()) || version.equals(version()))) {
      rereads().rejects(told());
    }
  }

  /** Whether what it has was rejected. */
  boolean isRejected() {
    return rereads != null && rereads.isRejected(told());
  }

  /** The version that the values of what it has were given. */
  private String told() {
    return current == null ? "" : current.told;
  }

  boolean isFixed() {
    return current != null && current.bundle.fixed();
  }

  /** The moment when the next look ends. */
  CompletableFuture<Void> landing() {
    if (landing == null) {
      landing = new CompletableFuture<>();
    }
    return landing;
  }

  boolean isDue() {
    return schedule.isDue();
  }

  /** Whether somebody who finds nothing in it should have it looked at. */
  boolean isDueForWhoMisses() {
    boolean old = age.inAll(engine).compareTo(engine.options.negativeTtl) >= 0;
    return isDue() || (current != null && !current.bundle.fixed() && failure() == null && old);
  }

  private boolean polled() {
    return current != null ? !current.bundle.fixed() && isUsed() : isAnyPolled();
  }

  private boolean isAnyPolled() {
    for (Name name : names) {
      if (name.polled) {
        return true;
      }
    }
    return false;
  }

  SecretsStatus.Bundle status() {
    Map<String, SecretLocation> places = new HashMap<>();
    names.forEach(name -> places.put(name.name, name.location()));
    return new SecretsStatus.Bundle(
        bundle,
        places,
        Optional.ofNullable(current).map(Content::version),
        Optional.ofNullable(current).map(content -> age.confirmedAt()),
        Optional.ofNullable(failing).flatMap(this::status),
        heldBack().map(candidate -> candidate.content().version()),
        current != null && tooOld() == null,
        Optional.ofNullable(current)
            .flatMap(content -> content.bundle.remark())
            .map(SecretBundle.Remark::text));
  }

  private Optional<SecretsStatus.Failure> status(Failing now) {
    return Optional.ofNullable(now.last)
        .map(e -> new SecretsStatus.Failure(Instant.ofEpochMilli(now.since), e.kind(), e.reason()));
  }

  // ---- ends of looks

  /** A look has ended, with a failure or with content that was taken. */
  Landing.Ended end(Flight flight, @Nullable SecretException e, Hints hints) {
    CompletableFuture<Void> waiters = landing();
    List<Flight> fresh = new ArrayList<>(1);
    List<Name> moving = new ArrayList<>(0);
    boolean confirmed = e == null && hints.confirm();
    boolean mended = confirmed && (isTold() || wasRefused());
    if (confirmed && wasRefused()) {
      dropHeldBack();
    }
    landing = null;
    boolean hidden = tooOld() != null;
    if (e != null) {
      failed(e);
    } else if (confirmed) {
      failing = null;
      age.confirm(engine);
    }
    boolean aged = judgeAge(flight, hidden);
    if (flying == flight) {
      flying = next;
      next = null;
      if (flying != null) {
        if (flying.rejected) {
          rereads().begun();
        }
        fresh.add(flying);
      }
    }
    reschedule(hints);
    armForPushed();
    if (current == null) {
      for (Name name : names) {
        notFetched(name, moving);
      }
    }
    forgetIfUnused();
    return new Landing.Ended(waiters, fresh, moving, polled(), mended, aged);
  }

  /**
   * Decided when a look has ended, from the time of confirmation as it is then; whether it has
   * become too old.
   */
  private boolean judgeAge(Flight flight, boolean hidden) {
    boolean old = failing != null && isPastMostAge(flight.since);
    if (failing != null) {
      failing.hides = old;
    }
    if (old != hidden) {
      names.forEach(Node::showAsOld);
    }
    return old && !hidden;
  }

  private void failed(SecretException e) {
    note(e);
    failing().count += failing().cut ? 0 : 1;
  }

  private void note(SecretException e) {
    Failing now = failing();
    if (now.last == null) {
      now.since = engine.time.instant().toEpochMilli();
    }
    now.last = e;
  }

  /**
   * A look at another bundle of an unreachable store has failed, for all that wait; whether this
   * one has become too old by that.
   */
  boolean failedFor(Flight probe, SecretUnavailableException e) {
    if (current == null || flying != null || !age.isOlderThan(probe.since)) {
      return false;
    }
    boolean hidden = tooOld() != null;
    note(new SecretUnavailableException(bundle, e.reason()));
    return judgeAge(probe, hidden);
  }

  private Failing failing() {
    if (failing == null) {
      failing = new Failing();
    }
    return failing;
  }

  private @Nullable SecretException failure() {
    return failing == null ? null : failing.last;
  }

  private boolean isTold() {
    return failing != null && failing.told;
  }

  /** Whether it is too old, then and now still. */
  private boolean isPastMostAge(Moment then) {
    return isPastMostAgeBy(then) && isPastMostAgeBy(Moment.now(engine.time));
  }

  /** What cannot change need not be confirmed. */
  private boolean isPastMostAgeBy(Moment then) {
    if (current == null || isFixed() || engine.options.whenTooOld == Secrets.WhenTooOld.SERVE) {
      return false;
    }
    return age.isPast(engine.options.maxStale, then) || current.used.lease.isOver(then);
  }

  /** How long ago a look last confirmed what it serves. */
  Duration age() {
    return age.inAll(engine);
  }

  /** The last failure, where it is too old for readers. */
  @Nullable SecretException tooOld() {
    return failing != null && failing.hides ? failing.last : null;
  }

  private void notFetched(Name name, List<Name> moving) {
    if (failure() instanceof SecretNotFoundException && name.places().size() > 1) {
      moving.add(name);
    } else {
      name.failure = failure();
    }
  }

  /** Whether a failure is to be logged: readers are told of others, and the store of an outage. */
  boolean tell(SecretException e) {
    if (current == null || e instanceof SecretUnavailableException) {
      return false;
    }
    SecretException last = failure();
    boolean same = last != null && last.kind() == e.kind() && last.reason().equals(e.reason());
    boolean known = isTold() && same;
    failing().told = true;
    return !known;
  }

  // ---- time

  private void reschedule(Hints hints) {
    SecretException e = failure();
    Duration ttl = ttl();
    if (e == null) {
      Optional<Duration> hint = hints.next(Moment.now(engine.time));
      boolean sooner = hint.isPresent() && hint.get().compareTo(ttl) < 0;
      boolean lease = sooner && hints.validFor().isPresent();
      schedule.next(engine.options.untilDue(ttl, hint), lease);
    } else {
      schedule.next(engine.options.varied(untilRetry(e)), false);
    }
    if (polled()) {
      schedule.arm();
    }
  }

  private Duration untilRetry(SecretException e) {
    if (current == null && e.kind() == SecretException.Kind.NOT_FOUND) {
      return polled() ? ttl() : engine.options.negativeTtl;
    }
    int failures = Math.max(failing().count, store.outage.failuresInRow());
    Duration pause = engine.options.pause(failures, ttl());
    Duration within = isLeased() ? engine.options.within(leaseLeft(), pause) : pause;
    failing().cut = within.compareTo(pause) < 0;
    return within;
  }

  /** What remains of the lease of what it has; zero where it has none, or that is over. */
  private Duration leaseLeft() {
    Duration left = current == null ? null : current.used.lease.left(Moment.now(engine.time));
    return left == null ? Duration.ZERO : left;
  }

  /** Whether a lease runs on what it has. */
  boolean isLeased() {
    return !leaseLeft().isZero();
  }

  /** The shortest of its names' times. */
  Duration ttl() {
    Duration shortest = null;
    for (Name name : names) {
      Duration its = engine.options.ttl(name.name);
      shortest = shortest == null ? its : Options.shorter(shortest, its);
    }
    return shortest == null ? engine.options.ttl : shortest;
  }

  /** On the timer's thread: looks, with those of a batching store that are due soon as well. */
  void ring() {
    List<Flight> fresh = new ArrayList<>(1);
    boolean batches = store.batches();
    engine.locked(
        () -> {
          schedule.rung();
          if (engine.isOpen() && (polled() || pushed)) {
            store.outage.lookFor(this).ifPresent(cell -> cell.poll(batches, fresh));
          }
        });
    engine.submit(fresh);
  }

  private void poll(boolean batches, List<Flight> fresh) {
    boolean begins = flying == null; // the one in the air may have read it before
    look(whyNow(), fresh);
    if (pushed && begins) {
      pushed = false;
      nextPushed = engine.timer.now() + BETWEEN_PUSHES.toNanos();
    }
    if (batches) {
      Duration soon = ttl().dividedBy(10);
      engine
          .cellsOf(store)
          .filter(cell -> cell.schedule.ringsWithin(soon))
          .forEach(cell -> cell.look(Rotation.Why.POLL, fresh));
    }
  }

  private Rotation.Why whyNow() {
    if (pushed) {
      return Rotation.Why.PUSH;
    }
    return schedule.isForLease() ? Rotation.Why.LEASE : Rotation.Why.POLL;
  }

  /** Its store says that it may have changed. */
  void pushed() {
    if (isUsed() && !isFixed()) {
      pushed = true;
      armForPushed();
    }
  }

  /** After the look in the air, which may have read it before it changed. */
  private void armForPushed() {
    if (pushed && flying == null) {
      schedule.armAt(nextPushed);
    }
  }

  /** Its store answers again. */
  void wake() {
    if (flying == null && polled()) {
      schedule.armWithin(Duration.ZERO);
    }
  }

  // ---- candidates

  /** What was last taken. */
  @Nullable Content content() {
    return current;
  }

  /** The versions beside the current one. */
  OtherVersions others() {
    if (others == null) {
      others = new OtherVersions(engine);
    }
    return others;
  }

  /** What waits to be taken. */
  Optional<OtherVersions.HeldBack> heldBack() {
    return others == null ? Optional.empty() : Optional.ofNullable(others.heldBack());
  }

  private boolean wasRefused() {
    Optional<OtherVersions.HeldBack> candidate = heldBack();
    return candidate.isPresent() && !candidate.get().turnedFrom();
  }

  /**
   * A look was told that what it knew of is unchanged; what waits to be taken, if it is that. The
   * version that the application turned from says nothing of the current one.
   */
  Optional<OtherVersions.HeldBack> renewed(Flight flight, Hints hints) {
    Optional<OtherVersions.HeldBack> held = heldBackSince(flight);
    Content unchanged = held.isPresent() ? held.get().content() : current;
    if (unchanged != null) {
      unchanged.used.lease.renew(hints);
    }
    return held;
  }

  private Optional<OtherVersions.HeldBack> heldBackSince(Flight flight) {
    return heldBack()
        .filter(candidate -> candidate.content().bundle.version().equals(flight.known));
  }

  /** What was left last. */
  @Nullable Content left() {
    return others == null ? null : others.left();
  }

  /** A look has brought what was left last; whether that is still to be doubted. */
  boolean doubtsLeft() {
    return others().doubts(true);
  }

  /** A look has found it in place. */
  void doubtsNothing() {
    if (others != null) {
      others.doubts(false);
    }
  }

  /** The version to turn back to, where it was kept and still holds. */
  @Nullable Content kept() {
    Content kept = others == null ? null : others.kept();
    return kept == null || kept.used.lease.isOver(Moment.now(engine.time)) ? null : kept;
  }

  /** The same for a look that was asked for it, if it has not been left for another since. */
  @Nullable Candidate candidateBefore(Flight flight) {
    Content kept = kept();
    return kept == null || kept != flight.back ? null : candidate(kept, Rotation.Why.TURNED_BACK);
  }

  /** From now on the version that it leaves is kept for a while. */
  void keepLeft() {
    keepsLeft = true;
  }

  /** Takes note of what was refused; whether it was not known yet. */
  boolean refuse(Content content, Turn.Refused refusal) {
    if (refusal.by != Turn.Refused.By.CONTENT) { // what is not whole says nothing of the other one
      age.confirm(engine);
    }
    if (content.version().equals(counted(1))) {
      counted++; // another one has another number
    }
    boolean afterOther = isTold(); // what was told last is something else
    if (afterOther) {
      failing().told = false;
    }
    boolean news =
        isUsed() && others().holdBack(new OtherVersions.HeldBack(content, refusal.reason, false));
    return news || (afterOther && isUsed());
  }

  /** Neither what is held back nor what was left counts any more. */
  void dropOthers() {
    if (others != null) {
      others.dropHeldBack();
      others.dropLeft();
      others = null;
    }
  }

  // ---- versions

  /** A version that was fetched is used: by one more, if it is in use already. */
  private Version use(SecretBundle fetched, String id) {
    Version version = used(id);
    if (version == null) {
      version = new Version(this, id, fetched.version().isPresent());
      version.next = used;
      used = version;
    }
    version.use();
    return version;
  }

  /** Whether somebody uses a version. */
  boolean uses(String id) {
    return used(id) != null;
  }

  private @Nullable Version used(String id) {
    Version version = used;
    while (version != null && !version.id.equals(id)) {
      version = version.next;
    }
    return version;
  }

  /** Nobody uses a version any more. */
  void forget(Version version) {
    used = without(used, version);
    forgetIfUnused();
  }

  private static @Nullable Version without(@Nullable Version first, Version gone) {
    if (first == gone) {
      return gone.next;
    }
    for (Version each = first; each != null; each = each.next) {
      if (each.next == gone) {
        each.next = gone.next;
      }
    }
    return first;
  }

  /** What was fetched and nobody comes to use. Outside the lock. */
  void discard(SecretBundle fetched) {
    engine.locked(() -> fetched.version().ifPresent(id -> use(fetched, id).leave()));
  }

  /** Takes the values of a turn, together with the content. */
  void turnTo(Content content, boolean same) {
    Content before = current;
    boolean back = content == left();
    if (rereads != null) {
      rereads.bearsFruit();
    }
    take(content, same);
    dropHeldBack();
    if (current == null || before == null || same) {
      return;
    }
    if (back) {
      others().dropLeft();
      others().holdBack(new OtherVersions.HeldBack(before, TURNED_FROM, true));
    } else {
      others().left(before, keepsLeft);
    }
  }

  private void dropHeldBack() {
    if (others != null) {
      others.dropHeldBack();
    }
  }

  /** Takes content that differs by its version alone, if what it was compared with is current. */
  boolean takeInsteadOf(@Nullable Content compared, Content content) {
    if (current != compared) {
      return false;
    }
    take(content, true);
    return true;
  }

  /** Takes content and version. */
  private void take(Content content, boolean same) {
    counted += content.version().equals(counted(1)) ? 1 : 0;
    Content before = current;
    if (same && before != null) {
      before.used.lease.renew(content.used.lease.said());
      content.used.lease = before.used.lease;
    }
    current = names.isEmpty() ? null : content; // who read from it may have left meanwhile
    if (current != null) {
      current.used.use();
    }
    if (before != null && before.used == content.used) {
      before.used.leave();
    } else if (before != null) {
      engine.retiring.leaveLater(before.used);
    }
  }

  /** What a look has fetched, as what may become the current content. */
  Candidate candidate(
      Flight flight, SecretBundle fetched, Hints hints, boolean same, boolean heldBack) {
    Version next = use(fetched, fetched.version().orElse(number(same, heldBack)));
    next.lease.renew(hints);
    List<Name> arriving = new ArrayList<>(flight.arriving.size());
    for (Name name : flight.arriving) {
      if (name.cell != this) {
        arriving.add(name);
      }
    }
    return new Candidate(
        this,
        new Content(fetched, next, same ? told() : next.id),
        version(),
        arriving.isEmpty() ? why(flight.why) : flight.why,
        same,
        arriving);
  }

  /** What is here already, as what may become the current content. */
  Candidate candidate(Content known, Rotation.Why why) {
    known.used.use();
    return new Candidate(this, known, version(), why(why), false, List.of());
  }

  /** Why it turns because of a look: for the first time since it was found. */
  private Rotation.Why why(Rotation.Why look) {
    return current == null ? Rotation.Why.FOUND : look;
  }

  /** Of what the store has no version for. */
  private String number(boolean same, boolean isHeldBack) {
    Optional<OtherVersions.HeldBack> held = isHeldBack ? heldBack() : Optional.empty();
    if (held.isPresent()) {
      return held.get().content().version();
    }
    return same ? version() : counted(1);
  }

  private String counted(int more) {
    return "~" + (counted + more);
  }
}
