package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Reads anew, because somebody asked for it: full reads that begin after they were asked for. */
final class Refresh {
  private final Engine engine;

  Refresh(Engine engine) {
    this.engine = engine;
  }

  /** Reads a name from the first of its places that has its bundle; says whether it turned. */
  boolean name(Name name) {
    SecretException missing = null;
    for (int place = 0; place < name.places.size(); place++) {
      Cell cell = name.cells.get(place);
      try {
        boolean changed = read(cell);
        boolean there = place == name.place() && name.current() != null;
        return there ? changed : move(name, place);
      } catch (SecretException e) {
        if (!(e instanceof SecretNotFoundException) || !e.location().equals(cell.bundle)) {
          throw e.forName(name.name);
        }
        missing = e;
      }
    }
    throw Objects.requireNonNull(missing).forName(name.name);
  }

  private boolean read(Cell cell) {
    List<Flight> fresh = new ArrayList<>(1);
    CompletableFuture<Boolean> done = engine.locked(() -> read(cell, fresh));
    engine.submit(fresh);
    return join(done, cell);
  }

  private CompletableFuture<Boolean> read(Cell cell, List<Flight> fresh) {
    engine.checkOpen();
    return cell.read(Rotation.Why.REFRESH, fresh).done;
  }

  private static boolean join(CompletableFuture<Boolean> done, Cell cell) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretUnavailableException(cell.bundle, "the reader was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SecretException failure) {
        throw failure;
      }
      throw new IllegalStateException("Secrets is closed");
    }
  }

  /** From now on a name is read from another of its places. */
  private boolean move(Name name, int place) {
    Cell to = name.cells.get(place);
    Secret secret = engine.locked(() -> to.secret(name.places.get(place)));
    Secret old = engine.locked(() -> name.moveTo(place, secret));
    if (old == null || old.matches(secret)) {
      return old == null;
    }
    engine.turn(
        new Turn(
            engine,
            new Turn.What(to.bundle, old.version(), secret.version(), Rotation.Why.REFRESH),
            name,
            secret));
    return true;
  }

  /** Reads all bundles in use; what succeeded is kept when it throws for the others. */
  void all() {
    List<Flight> fresh = new ArrayList<>();
    Map<Cell, CompletableFuture<Boolean>> reads = new LinkedHashMap<>();
    engine.locked(() -> engine.usedCells().forEach(cell -> reads.put(cell, read(cell, fresh))));
    engine.submit(fresh);
    List<SecretException> failures = new ArrayList<>();
    reads.forEach(
        (cell, read) -> {
          try {
            join(read, cell);
          } catch (SecretException e) {
            failures.add(e);
          }
        });
    if (!failures.isEmpty()) {
      throw SecretException.all(failures);
    }
  }
}
