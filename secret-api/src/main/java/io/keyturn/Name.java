package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The node of a name: its secret, read from one of its places.
 *
 * <p>Its state is guarded by the engine's lock.
 */
final class Name extends Node<Secret> {
  final String name;

  /** Where it lives. */
  private SecretLocation location;

  /** Where it may live, one for each bundle, in the order in which they are asked; if several. */
  private final @Nullable Map<Cell, SecretLocation> places;

  Cell cell;

  /** Why it has no value; null while nothing is known. */
  @Nullable SecretException failure;

  /** Whether nobody has read it since the names were last swept. */
  boolean idle;

  private boolean forgotten;

  /** Whether the timer looks for it although it has no value. */
  boolean polled;

  Name(Engine engine, String name, List<SecretLocation> places, boolean polled) {
    super(engine);
    this.name = name.intern(); // most who read it have a literal: found without comparing letters
    this.polled = polled;
    Map<Cell, SecretLocation> first = new LinkedHashMap<>(); // a missing field ends the walk
    for (SecretLocation one : places) {
      first.putIfAbsent(engine.cell(one), one);
    }
    this.places = first.size() > 1 ? first : null;
    this.cell = first.keySet().iterator().next();
    this.location = sharingPath(first.values().iterator().next());
  }

  /** There are many, and of each bundle several. */
  private SecretLocation sharingPath(SecretLocation its) {
    String path = cell.bundle.path();
    return its.path().equals(path) ? its.withPath(path) : its;
  }

  // ---- known or forgotten

  /** It is known from now on. Under the lock. */
  void begin() {
    for (Cell each : cells()) {
      each.offer();
    }
    cell.attach(this);
  }

  /** Whether it reads, or would read, from a cell that is forgotten. */
  boolean isOfForgotten() {
    for (Cell each : cells()) {
      if (each.isForgotten()) {
        return true;
      }
    }
    return false;
  }

  /** Whether something is known of it: a value, or why there is none. */
  boolean isResolved() {
    return current() != null || failure != null;
  }

  /** Nobody has read it for long: who still comes for it asks for it anew. Under the lock. */
  void forget() {
    forgotten = true;
    cell.detach(this);
    cells().forEach(Cell::withdraw);
    handle.end();
    endWaits();
  }

  boolean isForgotten() {
    return forgotten;
  }

  // ---- places

  SecretLocation location() {
    return location;
  }

  List<SecretLocation> places() {
    return places == null ? List.of(location) : List.copyOf(places.values());
  }

  /** The cells of the places. */
  List<Cell> cells() {
    return places == null ? List.of(cell) : List.copyOf(places.keySet());
  }

  /** Where it lives, or would live, in a bundle. */
  SecretLocation locationIn(Cell other) {
    return places == null ? location : Objects.requireNonNull(places.get(other));
  }

  boolean isAtLastPlace() {
    List<Cell> cells = cells();
    return cells.get(cells.size() - 1) == cell;
  }

  /** The cell of the next place, after the last one that of the first. */
  Cell nextCell() {
    List<Cell> cells = cells();
    return cells.get((cells.indexOf(cell) + 1) % cells.size());
  }

  /** Comes to read from another of its cells. */
  void moveTo(Cell other) {
    if (other != cell) {
      cell.detach(this);
      location = locationIn(other);
      cell = other;
      cell.attach(this);
    }
  }

  /**
   * Goes on to the next place, since the bundle of this one is missing; after the last one back to
   * the first, where it waits. Outside the lock.
   */
  void moveOn(Cell from, SecretException missing, List<Flight> fresh) {
    boolean done = false;
    while (!done) {
      Cell next = engine.locked(this::nextCell);
      Optional<Content.Reading> reading = next.read(locationIn(next));
      done =
          engine.locked(
              () -> cell != from || current() != null || moveTo(next, reading, missing, fresh));
    }
  }

  /** Under the lock; false if the reading holds no more. */
  private boolean moveTo(
      Cell next, Optional<Content.Reading> reading, SecretException missing, List<Flight> fresh) {
    if (!next.holds(reading)) {
      return false;
    }
    boolean wasLast = isAtLastPlace();
    moveTo(next);
    if (reading.isPresent()) {
      take(reading.get());
      engine.making.remakeLater(
          children(),
          Duration.ZERO,
          List.of(
              new Turn.What(
                  cell.bundle, "", cell.version(), Rotation.Why.FOUND, engine.time.instant())));
    } else if (wasLast) {
      failure = missing;
      cell.pollFor(this);
    } else {
      cell.look(Rotation.Why.POLL, fresh);
    }
    return true;
  }

  /** Takes what it has in its bundle, as long as it has no value. */
  void take(Content.Reading reading) {
    if (current() == null && engine.isOpen()) {
      if (reading.secret != null) {
        turnTo(reading.secret, null);
      }
      failure = reading.failure;
    }
  }

  @Override
  @Nullable SecretException tooOld() {
    SecretException old = cell.tooOld();
    return old == null ? null : old.forName(name);
  }

  @Override
  boolean differs(Object used) {
    Secret secret = current();
    return secret == null || !secret.matches((Secret) used);
  }

  /** Where only another field of its bundle changed it is still accepted with the one before. */
  @Override
  @Nullable Object before(Object next) {
    Secret secret = current();
    return secret != null && secret.matches((Secret) next) ? handle.before() : secret;
  }

  @Override
  String toldVersion(Turn.What what) {
    Secret secret = current();
    return secret == null ? "" : secret.version();
  }

  @Override
  Set<Cell> turnedLast() {
    return Set.of(cell);
  }

  @Override
  @Nullable String versionBefore(SecretLocation bundle) {
    Secret before = handle.before();
    return before == null ? null : before.version();
  }

  @Override
  void addCells(Set<Cell> to) {
    to.add(cell);
  }

  @Override
  void addVersions(Map<SecretLocation, String> to) {
    Secret secret = current();
    if (secret != null) {
      to.put(cell.bundle, secret.version());
    }
  }

  @Override
  void addUsed(Set<Version> to) {
    Content content = cell.content();
    if (current() != null && content != null) {
      to.add(content.used);
    }
  }

  /** From now on the timer looks for it, whether it has a value or not. */
  void poll() {
    polled = true;
    cell.pollFor(this);
  }

  @Override
  List<String> names() {
    return List.of(name);
  }

  @Override
  Secret await() {
    long deadline = engine.timer.now() + engine.options.readTimeout.toNanos();
    Name known = this;
    Secret secret = handle.shown();
    while (secret == null) {
      known = known.orItsSuccessor();
      known.awaitLanding(deadline);
      secret = known.handle.shown();
    }
    return secret;
  }

  /** Itself; another one of this name where it is forgotten. */
  Name orItsSuccessor() {
    return engine.locked(this::isForgotten) ? engine.name(name, false) : this;
  }

  private void awaitLanding(long deadline) {
    List<Flight> fresh = new ArrayList<>(1);
    CompletableFuture<Void> landing = engine.locked(() -> landing(fresh));
    engine.submit(fresh, cell);
    engine.await(landing, deadline, this, "keyturn.read-timeout");
  }

  /** The end of the look that may bring a value; throws what is known instead. Under the lock. */
  CompletableFuture<Void> landing(List<Flight> fresh) {
    engine.checkOpen();
    SecretException tooOld = current() == null ? null : tooOld();
    if (tooOld != null) {
      throw tooOld.forName(name);
    }
    if (current() != null) {
      return CompletableFuture.completedFuture(null);
    }
    if (failure != null && (polled || !cell.isDueForWhoMisses())) {
      throw failure.forName(name);
    }
    cell.look(Rotation.Why.POLL, fresh);
    return cell.landing();
  }

  SecretException unavailable(String reason) {
    return new SecretUnavailableException(location(), reason).forName(name);
  }

  SecretException unreadable(String reason) {
    return new SecretFormatException(location(), reason).forName(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
