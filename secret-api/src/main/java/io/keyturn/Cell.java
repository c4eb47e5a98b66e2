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
  private @Nullable SecretBundle current;
  private String version = "";
  private int counted;
  private @Nullable SecretBundle refused;
  private @Nullable SecretException failure;
  private int failures;
  private boolean told;
  private @Nullable Flight flying;
  private @Nullable Flight next;
  private @Nullable CompletableFuture<Void> landing;
  private long nextLook;
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
    if (current != null && name.current() == null) {
      settle(name, current);
    }
  }

  /** A name is to be looked for by the timer. */
  void pollFor(Name name) {
    if (alarm == null && flying == null && name.failure != null && polled()) {
      arm();
    }
  }

  void detach(Name name) {
    names.remove(name);
    if (names.isEmpty() && alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  List<Name> names() {
    return names;
  }

  String version() {
    return version;
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

  /** Whether readers are served from it. Takes the engine's lock itself. */
  boolean hasValue() {
    return engine.locked(() -> current != null);
  }

  boolean isUsed() {
    return !names.isEmpty();
  }

  /** Gives a name its first value, or says why it has none. */
  private void settle(Name name, SecretBundle from) {
    try {
      name.turnTo(from.secret(name.location(), version));
      name.failure = null;
    } catch (SecretException e) {
      name.failure = e;
    }
  }

  // ---- looks

  /** Joins the look in the air, or starts one. */
  Flight look(Rotation.Why why, List<Flight> fresh) {
    if (flying == null) {
      Optional<String> known = current == null ? Optional.empty() : current.version();
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

  boolean isDueWithin(Duration soon) {
    return alarm != null && nextLook - engine.timer.now() <= soon.toNanos();
  }

  private boolean polled() {
    return current != null
        ? !current.fixed() && isUsed()
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
    SecretBundle old = engine.locked(() -> current);
    boolean same = old != null && old.sameContent(fetched);
    Candidate candidate = engine.locked(() -> candidate(flight, fetched, same));
    if (same && flight.arriving.isEmpty()) {
      engine.locked(() -> take(fetched, candidate.version));
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
      Log.sameVersion(bundle, candidate.version);
    }
    promotion.log();
    Log.looked(bundle, "taken");
    ended(flight, null, candidate.content.lookAgainIn());
    promotion.tell();
    flight.done.complete(promotion.turnedNames());
  }

  private void refuse(Flight flight, Candidate candidate, String why) {
    boolean again = engine.locked(() -> refused != null && refused.sameContent(candidate.content));
    engine.locked(() -> refused = candidate.content);
    if (!again && engine.isOpen()) {
      Log.refused(bundle, candidate.version, candidate.oldVersion, why);
    }
    String reason =
        "version " + candidate.version + " was refused, " + why + ". " + Turn.Refused.ADVICE;
    SecretException refusal = new SecretFormatException(bundle, reason);
    Log.looked(bundle, reason);
    ended(flight, refusal, Optional.empty());
    flight.done.completeExceptionally(refusal);
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
    boolean mended = engine.locked(() -> e == null && told);
    CompletableFuture<Void> waiters = engine.locked(() -> end(flight, e, lookAgainIn, fresh));
    if (engine.isOpen()) {
      if (mended) {
        Log.lookSucceeds(bundle);
      }
      store.ended(this, engine.locked(this::polled) ? e : null);
    }
    engine.submit(fresh);
    waiters.complete(null);
    engine.landed();
  }

  private CompletableFuture<Void> end(
      Flight flight,
      @Nullable SecretException e,
      Optional<Duration> lookAgainIn,
      List<Flight> fresh) {
    CompletableFuture<Void> waiters = landing();
    landing = null;
    failures = e == null ? 0 : failures + 1;
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
    for (Name name : List.copyOf(names)) {
      if (name.current() == null) {
        withoutValue(name, fresh);
      }
    }
    return waiters;
  }

  private void withoutValue(Name name, List<Flight> fresh) {
    if (current != null) {
      settle(name, current);
    } else if (failure instanceof SecretNotFoundException) {
      SecretException missing = failure;
      if (name.moveOn()) {
        if (name.current() == null) {
          name.cell.look(Rotation.Why.POLL, fresh);
        } else {
          engine.remakeLater(
              name.children,
              Duration.ZERO,
              new Turn.What(name.cell.bundle, "", name.cell.version, Rotation.Why.FOUND));
        }
      } else {
        name.failure = missing;
        name.cell.pollFor(name);
      }
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
  void take(SecretBundle content, String newVersion) {
    counted += newVersion.equals(counted(1)) ? 1 : 0;
    current = content;
    version = newVersion;
    refused = null;
  }

  private Candidate candidate(Flight flight, SecretBundle content, boolean same) {
    String next = content.version().orElse(same ? version : counted(1));
    Rotation.Why why =
        current == null && flight.arriving.isEmpty() ? Rotation.Why.FOUND : flight.why;
    return new Candidate(this, content, next, version, why, same, List.copyOf(flight.arriving));
  }

  private String counted(int more) {
    return "~" + (counted + more);
  }
}
