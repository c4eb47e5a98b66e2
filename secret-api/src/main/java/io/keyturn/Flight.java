package io.keyturn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One look at a bundle, shared by all who wait for it; a cell has at most one in the air. */
final class Flight {
  final Cell cell;

  /** The version that need not be brought again; empty for a full read. */
  final Optional<String> known;

  final Rotation.Why why;

  /** When it was due. */
  final Moment since;

  /** Names that would read from this bundle instead of another; under the engine's lock. */
  final List<Name> arriving = new ArrayList<>(0);

  /** Whether it was asked for since the current version was rejected; under the engine's lock. */
  boolean rejected;

  /** What to turn back to unless it brings something else; under the engine's lock. */
  @Nullable Content back;

  /** Done when it has landed; fails with the reader's kind of exception. */
  final CompletableFuture<Void> done = new CompletableFuture<>();

  Flight(Cell cell, Optional<String> known, Rotation.Why why) {
    this.cell = cell;
    this.since = Moment.now(cell.engine.time);
    this.known = known;
    this.why = why;
  }

  /** The time since it was due. */
  Duration age() {
    return Duration.ofNanos(cell.engine.timer.now() - since.nanos());
  }
}
