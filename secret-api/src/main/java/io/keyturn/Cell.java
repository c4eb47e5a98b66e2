package io.keyturn;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One bundle: what was last taken from it, the look in the air, and when to look again.
 *
 * <p>Everything is guarded by the engine's lock, unless it says otherwise. Looks that a method
 * starts are added to a list; the caller submits them when he has left the lock.
 */
final class Cell {
  final SecretLocation bundle;
  final Store store;
  private final Engine engine;
  private final List<Name> names = new ArrayList<>(2);
  private @Nullable Content current;
  private int counted;
  private @Nullable SecretBundle refused;
  private @Nullable SecretException failure;
  private int failures;
  private boolean told;
  private @Nullable Flight flying;
  private @Nullable Flight next;
  private @Nullable CompletableFuture<Void> landing;
  private long nextLook;

  /** When the last look succeeded. */
  private long takenAt;

  private Timer.@Nullable Entry alarm;

  Cell(Engine engine, Store store, SecretLocation bundle) {
    this.engine = engine;
    this.store = store;
    this.bundle = bundle;
    this.nextLook = engine.timer.now();
    store.cells.add(this);
  }

  // ---- names

  void attach(Name name) {
    names.add(name);
    long due = engine.timer.now() + engine.options.varied(engine.options.ttl(name.name));
    if (current != null && failure == null && polled() && (alarm == null || due - nextLook < 0)) {
      nextLook = due;
      arm();
    }
  }

  /** What a location has in what is here by now, if something is. Outside the lock. */
  Optional<Content.Reading> read(SecretLocation location) {
    Optional<Content> known = engine.locked(() -> Optional.ofNullable(current));
    return known.map(content -> content.read(engine, location));
  }

  /** Whether a reading, or that there was none, still holds. */
  boolean holds(Optional<Content.Reading> reading) {
    return current == reading.map(r -> r.from).orElse(null);
  }

  /** A name is to be looked for by the timer. */
  void pollFor(Name name) {
    if (alarm == null && flying == null && name.failure != null && polled()) {
      arm();
    }
  }

  /** When the last name leaves it is forgotten: nobody keeps it up to date. */
  void detach(Name name) {
    names.remove(name);
    if (!names.isEmpty()) {
      return;
    }
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    if (current != null) {
      current = null;
      failure = null;
      failures = 0;
      nextLook = engine.timer.now();
    }
    told = false;
    store.forget(this);
  }

  List<Name> names() {
    return names;
  }

  String version() {
    return current == null ? "" : current.version;
  }

  /** All that somebody may be waiting for. */
  List<CompletableFuture<?>> waits() {
    List<CompletableFuture<?>> waits = new ArrayList<>();
    waits.add(landing());
    for (Flight flight : Arrays.asList(flying, next)) {
      if (flight != null) {
        waits.add(flight.done);
      }
    }
    return waits;
  }

  boolean isUsed() {
    return !names.isEmpty();
  }

  // ---- looks

  /** Joins the look in the air, or starts one. */
  Flight look(Rotation.Why why, List<Flight> fresh) {
    if (flying == null) {
      Optional<String> known = current == null ? Optional.empty() : current.bundle.version();
      flying = new Flight(this, known, why);
      fresh.add(flying);
    }
    return flying;
  }

  /**
   * A full read that begins after this call, shared by all who call before it begins.
   *
   * @param arriving names that will read from this bundle if it can be taken
   */
  Flight read(List<Name> arriving, List<Flight> fresh) {
    Flight read = new Flight(this, Optional.empty(), Rotation.Why.REFRESH);
    if (flying == null) {
      flying = read;
      fresh.add(read);
    } else if (next == null) {
      next = read;
    } else {
      read = next;
    }
    read.arriving.addAll(arriving);
    return read;
  }

  /** The moment when the next look ends. */
  CompletableFuture<Void> landing() {
    if (landing == null) {
      landing = new CompletableFuture<>();
    }
    return landing;
  }

  boolean isDue() {
    return nextLook - engine.timer.now() <= 0;
  }

  /** Whether somebody who finds nothing in it should have it looked at. */
  boolean isDueForWhoMisses() {
    long known = engine.timer.now() - takenAt;
    boolean old = known >= engine.options.negativeTtl.toNanos();
    return isDue() || (current != null && !current.bundle.fixed() && failure == null && old);
  }

  boolean isDueWithin(Duration soon) {
    return alarm != null && nextLook - engine.timer.now() <= soon.toNanos();
  }

  private boolean polled() {
    return current != null
        ? !current.bundle.fixed() && isUsed()
        : names.stream().anyMatch(name -> name.polled);
  }

  // ---- ends of looks; called outside the lock

  void landed(Flight flight, Outcome outcome) {
    try {
      if (outcome instanceof Outcome.Fetched fetched) {
        fetched(flight, fetched.bundle());
      } else if (outcome instanceof Outcome.Unchanged unchanged) {
        unchanged(flight, unchanged.lookAgainIn());
      } else if (outcome instanceof Outcome.Failed failed) {
        failed(flight, failed.exception());
      }
    } catch (RuntimeException | Error e) { // whatever it is, the look has ended
      broken(flight, e);
    }
  }

  private void unchanged(Flight flight, Optional<Duration> lookAgainIn) {
    if (flight.known.isPresent()) {
      confirmed(flight, lookAgainIn);
    } else {
      String reason = "the provider says unchanged where a full read was asked for";
      failed(flight, new SecretUnavailableException(bundle, reason));
    }
  }

  private void fetched(Flight flight, SecretBundle fetched) {
    if (fetched.size() > SecretBundle.MAX_BYTES) {
      failed(flight, new SecretFormatException(bundle, "the bundle is larger than 1 MiB"));
      return;
    }
    Content old = engine.locked(() -> current);
    boolean same = old != null && old.bundle.sameContent(fetched);
    Candidate candidate = engine.locked(() -> candidate(flight, fetched, same));
    if (same && flight.arriving.isEmpty()) {
      engine.locked(() -> take(candidate.content));
      confirmed(flight, fetched.lookAgainIn());
    } else {
      turn(flight, candidate);
    }
  }

  private void turn(Flight flight, Candidate candidate) {
    CompletableFuture<?> unused =
        new Turn(engine, candidate)
            .run()
            .whenComplete(
                (promotion, failure) -> {
                  if (promotion != null) {
                    taken(flight, candidate, promotion);
                  } else if (failure instanceof Turn.Refused refusal) {
                    refuse(flight, candidate, refusal.reason);
                  } else if (failure instanceof RejectedExecutionException) {
                    String reason = "the executor takes no tasks";
                    failed(flight, new SecretUnavailableException(bundle, reason));
                  } else {
                    broken(flight, failure);
                  }
                });
  }

  private void taken(Flight flight, Candidate candidate, Promotion promotion) {
    if (candidate.changedInPlace()) {
      Log.sameVersion(bundle, candidate.content.version);
    }
    promotion.log();
    Log.looked(bundle, "taken");
    ended(flight, null, candidate.content.bundle.lookAgainIn());
    try {
      promotion.tell();
    } finally {
      flight.done.complete(promotion.turnedNames());
    }
  }

  private void refuse(Flight flight, Candidate candidate, String why) {
    SecretBundle content = candidate.content.bundle;
    SecretBundle before = engine.locked(() -> refuse(content));
    String version = candidate.content.version;
    if (engine.isOpen() && (before == null || !before.sameContent(content))) {
      Log.refused(bundle, version, candidate.oldVersion, why);
    }
    String reason = "version " + version + " was refused, " + why;
    SecretException refusal = new SecretFormatException(bundle, reason);
    Log.looked(bundle, reason);
    ended(flight, refusal, Optional.empty());
    flight.done.completeExceptionally(refusal);
  }

  private @Nullable SecretBundle refuse(SecretBundle content) {
    SecretBundle before = refused;
    refused = content;
    return before;
  }

  private void broken(Flight flight, Throwable e) {
    Log.internalError(e);
    String reason = "it could not be taken: " + e.getClass().getName();
    failed(flight, new SecretFormatException(bundle, reason));
  }

  private void confirmed(Flight flight, Optional<Duration> lookAgainIn) {
    Log.looked(bundle, "unchanged");
    ended(flight, null, lookAgainIn);
    flight.done.complete(false);
  }

  private void failed(Flight flight, SecretException e) {
    Runnable line = engine.locked(() -> line(e));
    Log.looked(bundle, e.reason());
    ended(flight, e, Optional.empty());
    if (engine.isOpen()) {
      line.run();
    }
    flight.done.completeExceptionally(e);
  }

  private void ended(Flight flight, @Nullable SecretException e, Optional<Duration> lookAgainIn) {
    List<Flight> fresh = new ArrayList<>(1);
    List<Name> moving = new ArrayList<>(0);
    boolean mended = engine.locked(() -> e == null && told);
    CompletableFuture<Void> waiters =
        engine.locked(() -> end(flight, e, lookAgainIn, fresh, moving));
    if (engine.isOpen()) {
      if (mended) {
        Log.lookSucceeds(bundle);
      }
      store.ended(this, engine.locked(this::polled) ? e : null);
    }
    if (e != null) {
      moving.forEach(name -> name.moveOn(this, e, fresh));
    }
    engine.submit(fresh);
    waiters.complete(null);
    engine.landed();
  }

  private CompletableFuture<Void> end(
      Flight flight,
      @Nullable SecretException e,
      Optional<Duration> lookAgainIn,
      List<Flight> fresh,
      List<Name> moving) {
    CompletableFuture<Void> waiters = landing();
    landing = null;
    failures = e == null ? 0 : failures + 1;
    takenAt = e == null ? engine.timer.now() : takenAt;
    told = e != null && told;
    failure = e;
    if (flying == flight) {
      flying = next;
      next = null;
      if (flying != null) {
        fresh.add(flying);
      }
    }
    schedule(lookAgainIn);
    if (current == null) {
      names.forEach(name -> notFetched(name, moving));
    }
    return waiters;
  }

  private void notFetched(Name name, List<Name> moving) {
    if (failure instanceof SecretNotFoundException && name.places.size() > 1) {
      moving.add(name);
    } else {
      name.failure = failure;
    }
  }

  /** What is to be logged of a look that failed, once the lock is left. */
  private Runnable line(SecretException e) {
    if (current == null || e instanceof SecretUnavailableException) {
      return () -> {}; // readers are told by exception, the store tells of an outage
    }
    boolean known = told && failure != null && failure.kind() == e.kind();
    told = true;
    return known ? () -> {} : () -> Log.lookFailed(e);
  }

  // ---- time

  private void schedule(Optional<Duration> lookAgainIn) {
    Duration wait =
        failure == null ? engine.options.untilDue(ttl(), lookAgainIn) : untilRetry(failure);
    nextLook = engine.timer.now() + engine.options.varied(wait);
    if (polled()) {
      arm();
    }
  }

  private Duration untilRetry(SecretException e) {
    if (current == null && e.kind() == SecretException.Kind.NOT_FOUND) {
      return polled() ? ttl() : engine.options.negativeTtl;
    }
    return engine.options.pause(failures, ttl());
  }

  /** The shortest of its names' times. */
  private Duration ttl() {
    return names.stream()
        .map(name -> engine.options.ttl(name.name))
        .reduce(Options::shorter)
        .orElse(engine.options.ttl);
  }

  private void arm() {
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = engine.timer.at(nextLook, this::ring);
  }

  /** On the timer's thread: looks, with those of a batching store that are due soon as well. */
  private void ring() {
    List<Flight> fresh = new ArrayList<>(1);
    boolean batches = store.batches();
    engine.locked(
        () -> {
          alarm = null;
          if (engine.isOpen() && polled()) {
            look(Rotation.Why.POLL, fresh);
            if (batches) {
              Duration soon = ttl().dividedBy(10);
              store.cells.stream()
                  .filter(cell -> cell.isDueWithin(soon))
                  .forEach(cell -> cell.look(Rotation.Why.POLL, fresh));
            }
          }
        });
    engine.submit(fresh);
  }

  // ---- candidates

  /** Takes content and version, together with the values of a turn. */
  void take(Content content) {
    counted += content.version.equals(counted(1)) ? 1 : 0;
    current = names.isEmpty() ? null : content; // who read from it may have left meanwhile
    refused = null;
  }

  private Candidate candidate(Flight flight, SecretBundle fetched, boolean same) {
    String next = fetched.version().orElse(same ? version() : counted(1));
    Rotation.Why why =
        current == null && flight.arriving.isEmpty() ? Rotation.Why.FOUND : flight.why;
    return new Candidate(
        this, new Content(fetched, next), version(), why, same, List.copyOf(flight.arriving));
  }

  private String counted(int more) {
    return "~" + (counted + more);
  }
}
