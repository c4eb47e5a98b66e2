package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Reads anew, because somebody asked for it: full reads that begin after they were asked for. */
final class Refresh {
  private final Engine engine;

  Refresh(Engine engine) {
    this.engine = engine;
  }

  /** Reads a name from the first of its places that has its bundle; says whether it turned. */
  boolean name(String text) {
    Name known = engine.locked(() -> engine.names.find(text));
    Secret before = known == null ? null : known.current();
    Name name = engine.name(text, false);
    SecretException missing = null;
    for (Cell cell : name.cells()) {
      try {
        read(cell, name);
        return turned(name, before);
      } catch (SecretException e) {
        if (!(e instanceof SecretNotFoundException) || !e.location().equals(cell.bundle)) {
          throw e.forName(name.name);
        }
        missing = e;
      }
    }
    throw Objects.requireNonNull(missing).forName(name.name);
  }

  private boolean turned(Name name, @Nullable Secret before) {
    SecretException failure = engine.locked(() -> name.current() == null ? name.failure : null);
    if (failure != null) {
      throw failure.forName(name.name);
    }
    Secret now = name.current();
    return now != before;
  }

  private void read(Cell cell, Name name) {
    List<Flight> fresh = new ArrayList<>(1);
    CompletableFuture<Void> done =
        engine.locked(() -> read(cell, name.cell == cell ? List.of() : company(name, cell), fresh));
    engine.submit(fresh, cell);
    join(done, cell);
  }

  private CompletableFuture<Void> read(Cell cell, List<Name> arriving, List<Flight> fresh) {
    engine.checkOpen();
    Turning.check(cell);
    return cell.read(arriving, fresh).done;
  }

  /** A name, and those bound into one record with it: they move to another place together. */
  private static List<Name> company(Name name, Cell to) {
    int place = name.cells().indexOf(to);
    Set<Name> company = new LinkedHashSet<>(Set.of(name));
    for (Made<?> made : name.children()) {
      for (Node<?> other : made.part ? made.parents : List.<Node<?>>of()) {
        if (other instanceof Name mate && mate.cells().size() > 1 && mate.current() != null) {
          if (mate.cells().size() <= place || mate.cells().get(place) != to) {
            throw mate.unreadable("the record " + made + " would be read from two places");
          }
          company.add(mate);
        }
      }
    }
    return List.copyOf(company);
  }

  private static void join(CompletableFuture<Void> done, Cell cell) {
    try {
      done.get();
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

  /**
   * Reads all bundles in use; what succeeded is kept when it throws for the others. A bundle that
   * was missing and still is has been read as well.
   */
  void all() {
    List<Flight> fresh = new ArrayList<>();
    Map<Cell, CompletableFuture<Void>> reads = new LinkedHashMap<>();
    engine.locked(
        () -> {
          List<Cell> used = engine.usedCells();
          used.forEach(Turning::check); // before any read has begun
          used.forEach(cell -> reads.put(cell, read(cell, List.of(), fresh)));
        });
    engine.submit(fresh);
    List<SecretException> failures = new ArrayList<>();
    reads.forEach(
        (cell, read) -> {
          try {
            join(read, cell);
          } catch (SecretException e) {
            if (!engine.locked(cell::isMissing)) {
              failures.add(e);
            }
          }
        });
    if (!failures.isEmpty()) {
      throw SecretException.all(failures);
    }
  }
}
