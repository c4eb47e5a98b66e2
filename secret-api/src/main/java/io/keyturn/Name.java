package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The node of a name: its secret, read from one of its places.
 *
 * <p>Its state is guarded by the engine's lock.
 */
final class Name extends Node<Secret> {
  final String name;

  /** Where it may live, in the order in which they are asked when it is first resolved. */
  final List<SecretLocation> places;

  /** The cells of the places. */
  final List<Cell> cells;

  private int place;
  Cell cell;

  /** Why it has no value; null while nothing is known. */
  @Nullable SecretException failure;

  /** Whether the timer looks for it although it has no value. */
  boolean polled;

  Name(Engine engine, String name, List<SecretLocation> places, boolean polled) {
    super(engine);
    this.name = name;
    this.places = places;
    this.polled = polled;
    this.cells = places.stream().map(engine::cell).toList();
    this.cell = cells.get(0);
  }

  SecretLocation location() {
    return places.get(place);
  }

  /** Where it lives, or would live, in a bundle. */
  SecretLocation locationIn(Cell other) {
    return places.get(cells.indexOf(other));
  }

  int place() {
    return place;
  }

  /** Goes on to the next place, or after the last one back to the first; false then. */
  boolean moveOn() {
    boolean more = place + 1 < places.size();
    moveTo(cells.get(more ? place + 1 : 0));
    return more;
  }

  void moveTo(Cell other) {
    if (other != cell) {
      cell.detach(this);
      cell = other;
      place = cells.indexOf(other);
      cell.attach(this);
    }
  }

  @Override
  String toldVersion(Turn.What what) {
    Secret secret = current();
    return secret == null ? "" : secret.version();
  }

  @Override
  void addVersions(Map<SecretLocation, String> to) {
    Secret secret = current();
    if (secret != null) {
      to.put(cell.bundle, secret.version());
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
    for (Secret secret = current(); ; secret = current()) {
      if (secret != null) {
        return secret;
      }
      List<Flight> fresh = new ArrayList<>(1);
      CompletableFuture<Void> landing = engine.locked(() -> landing(fresh));
      engine.submit(fresh);
      engine.await(landing, deadline, this, "keyturn.read-timeout");
    }
  }

  /** The end of the look that may bring a value; throws what is known instead. Under the lock. */
  CompletableFuture<Void> landing(List<Flight> fresh) {
    engine.checkOpen();
    if (current() != null) {
      return CompletableFuture.completedFuture(null);
    }
    if (failure != null && (polled || !cell.isDue())) {
      throw failure.forName(name);
    }
    failure = null;
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
