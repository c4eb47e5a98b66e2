package io.keyturn;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
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
    if (current != null) {
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
  }

  List<Name> names() {
    return names;
  }

  /** The secret of a location in this bundle, as it is now. */
  Secret secret(SecretLocation location) {
    return Objects.requireNonNull(current, "current").secret(location, version);
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

  /** A full read that begins after this call, shared by all who call before it begins. */
  Flight read(Rotation.Why why, List<Flight> fresh) {
    if (flying == null) {
      flying = new Flight(this, Optional.empty(), why);
      fresh.add(flying);
      return flying;
    }
    if (next == null) {
      next = new Flight(this, Optional.empty(), why);
    }
    return next;
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
    return current != null ? !current.fixed() : names.stream().anyMatch(name -> name.polled);
  }

  // ---- ends of looks; called outside the lock

  void landed(Flight flight, Outcome outcome) {
    try {
      if (outcome instanceof Outcome.Fetched fetched) {
        fetched(flight, fetched.bundle());
      } else if (outcome instanceof Outcome.Unchanged unchanged) {
        confirmed(flight, unchanged.lookAgainIn());
      } else if (outcome instanceof Outcome.Failed failed) {
        failed(flight, failed.exception());
      }
    } catch (RuntimeException | Error e) { // whatever it is, the look has ended
      Log.internalError(e);
      failed(
          flight,
          new SecretFormatException(bundle, "it could not be taken: " + e.getClass().getName()));
    }
  }

  private void fetched(Flight flight, SecretBundle fetched) {
    if (fetched.size() > SecretBundle.MAX_BYTES) {
      failed(flight, new SecretFormatException(bundle, "the bundle is larger than 1 MiB"));
      return;
    }
    SecretBundle old = engine.locked(() -> current);
    if (old != null && old.sameContent(fetched)) {
      engine.locked(() -> takeQuietly(fetched));
      confirmed(flight, fetched.lookAgainIn());
    } else {
      engine.workers.executor().execute(() -> turn(flight, fetched));
    }
  }

  private void takeQuietly(SecretBundle same) {
    current = same;
    version = same.version().orElse(version);
    refused = null;
  }

  private void turn(Flight flight, SecretBundle fetched) {
    Candidate candidate = engine.locked(() -> new Candidate(flight, fetched));
    try {
      Turn.Promotion promotion = new Turn(engine, candidate).run();
      ended(flight, null, fetched.lookAgainIn());
      promotion.tell();
      flight.done.complete(candidate.replaced);
    } catch (Turn.Refused e) {
      refuse(flight, candidate, e.reason);
    } catch (RuntimeException | Error e) {
      Log.internalError(e);
      failed(
          flight,
          new SecretFormatException(bundle, "it could not be taken: " + e.getClass().getName()));
    }
  }

  private void refuse(Flight flight, Candidate candidate, String why) {
    boolean again = engine.locked(() -> refused != null && refused.sameContent(candidate.content));
    if (!again && engine.isOpen()) {
      engine.locked(() -> refused = candidate.content);
      Log.refused(bundle, candidate.version, version, why);
    }
    failed(
        flight,
        new SecretFormatException(bundle, "version " + candidate.version + " was refused, " + why));
  }

  private void confirmed(Flight flight, Optional<Duration> lookAgainIn) {
    ended(flight, null, lookAgainIn);
    flight.done.complete(false);
  }

  private void failed(Flight flight, SecretException e) {
    ended(flight, e, Optional.empty());
    flight.done.completeExceptionally(e);
  }

  private void ended(Flight flight, @Nullable SecretException e, Optional<Duration> lookAgainIn) {
    Log.looked(bundle, e == null ? "taken" : e.reason());
    List<Flight> fresh = new ArrayList<>(1);
    CompletableFuture<Void> waiters = engine.locked(() -> end(flight, e, lookAgainIn, fresh));
    store.ended(this, e);
    engine.submit(fresh);
    waiters.complete(null);
  }

  private CompletableFuture<Void> end(
      Flight flight,
      @Nullable SecretException e,
      Optional<Duration> lookAgainIn,
      List<Flight> fresh) {
    CompletableFuture<Void> waiters = landing();
    landing = null;
    tell(e);
    failures = e == null ? 0 : failures + 1;
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
              new Turn.What(name.cell.bundle, "", name.cell.version, Rotation.Why.FOUND));
        }
      } else {
        name.failure = missing;
      }
    } else {
      name.failure = failure;
    }
  }

  private void tell(@Nullable SecretException e) {
    boolean outage = e instanceof SecretUnavailableException;
    if (current == null || outage) {
      return; // whoever waits is told by exception; the store tells of an outage
    }
    if (e != null && refused == null && (failure == null || failure.kind() != e.kind())) {
      Log.lookFailed(e);
    }
    if (e == null && failure != null && failure.kind() != SecretException.Kind.UNAVAILABLE) {
      Log.lookSucceeds(bundle);
    }
  }

  // ---- time

  private void schedule(Optional<Duration> lookAgainIn) {
    Duration wait = failure == null ? untilDue(lookAgainIn) : untilRetry(failure);
    double jitter = 1 + engine.options.jitter * ThreadLocalRandom.current().nextDouble(-1, 1);
    nextLook = engine.timer.now() + (long) (wait.toNanos() * jitter);
    if (polled()) {
      arm();
    }
  }

  private Duration untilDue(Optional<Duration> lookAgainIn) {
    Duration hint = lookAgainIn.orElse(ttl());
    Duration least = engine.options.retry;
    return min(ttl(), hint.compareTo(least) < 0 ? least : hint);
  }

  private Duration untilRetry(SecretException e) {
    if (current == null && e.kind() == SecretException.Kind.NOT_FOUND) {
      return polled() ? ttl() : engine.options.negativeTtl;
    }
    Duration longest = engine.options.retryMax(ttl());
    return min(longest, engine.options.retry.multipliedBy(1L << Math.min(failures - 1, 20)));
  }

  /** The shortest of its names' times. */
  Duration ttl() {
    return names.stream()
        .map(name -> engine.options.ttl(name.name))
        .reduce(Cell::min)
        .orElse(engine.options.ttl);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
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
    engine.locked(
        () -> {
          alarm = null;
          if (engine.isOpen() && polled()) {
            look(Rotation.Why.POLL, fresh);
            if (store.batches()) {
              Duration soon = ttl().dividedBy(10);
              store.cells.stream()
                  .filter(cell -> cell.isDueWithin(soon))
                  .forEach(cell -> cell.look(Rotation.Why.POLL, fresh));
            }
          }
        });
    engine.submit(fresh);
  }

  /** What was fetched and is not yet taken. */
  final class Candidate {
    final SecretBundle content;
    final String version;
    final String oldVersion = Cell.this.version;
    final boolean replaced = current != null;
    final Rotation.Why why;

    /** Under the engine's lock. */
    private Candidate(Flight flight, SecretBundle content) {
      this.content = content;
      this.version = content.version().orElse("~" + (counted + 1));
      this.why = replaced ? flight.why : Rotation.Why.FOUND;
      if (replaced && content.version().isPresent() && version.equals(oldVersion)) {
        Log.sameVersion(bundle, version);
      }
    }

    Turn.What what() {
      return new Turn.What(bundle, oldVersion, version, why);
    }

    /** The names that read from this bundle. Under the engine's lock. */
    List<Name> names() {
      return names;
    }

    /** What a name would have; null where it has no value and would get none. */
    @Nullable Secret secret(Name name) throws Turn.Refused {
      try {
        return content.secret(name.location(), version);
      } catch (SecretException e) {
        if (name.current() != null) {
          throw new Turn.Refused("'" + name.name + "': " + e.reason());
        }
        return null;
      }
    }

    /** Under the engine's lock, together with the values. */
    void taken() {
      current = content;
      Cell.this.version = version;
      counted += content.version().isPresent() ? 0 : 1;
      refused = null;
      if (replaced) {
        Log.turned(
            bundle, oldVersion, version, why, names.stream().map(name -> name.name).toList());
      }
    }
  }
}
