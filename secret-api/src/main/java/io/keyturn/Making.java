package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes what is made from names for the first time, and what could not be made in a turn again. */
final class Making {
  private final Engine engine;

  /** By type; guarded by the engine's lock. */
  private final Map<Class<?>, Made<?>> records = new HashMap<>();

  Making(Engine engine) {
    this.engine = engine;
  }

  /** Makes the first value of a node, on the calling thread, and publishes it. */
  <T, M extends Made<T>> M first(M made) {
    while (true) {
      List<Object> inputs = engine.locked(() -> inputs(made));
      T value = Made.first(() -> made.make(inputs));
      boolean begun = false;
      try {
        begun = engine.locked(() -> engine.isOpen() && made.begin(value, inputs));
      } finally {
        if (!begun) { // what it was made from has turned meanwhile, or is closed
          engine.retiring.retireUnused(Map.of(made, value));
        }
      }
      if (begun) {
        Set<SecretLocation> bundles = engine.locked(() -> bundlesThatTurn(made));
        if (bundles.size() > 1) {
          Log.severalBundles(made, bundles);
        }
        return made;
      }
    }
  }

  private static Set<SecretLocation> bundlesThatTurn(Made<?> made) {
    Set<Cell> cells = made.parents.size() > 1 ? made.origins() : Set.of();
    return cells.stream()
        .filter(cell -> !cell.isFixed())
        .map(cell -> cell.bundle)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Object> inputs(Made<?> made) {
    engine.checkOpen();
    made.checkParents();
    return made.inputs(Map.of());
  }

  @SuppressWarnings("unchecked") // a record's type leads to its own node
  <R extends Record> Made<R> record(Class<R> type, Supplier<Made<R>> make) {
    engine.checkOpen();
    Made<R> known = (Made<R>) engine.locked(() -> records.get(type));
    if (known != null) {
      return known;
    }
    Made<R> made = make.get();
    Made<R> first =
        (Made<R>)
            engine.locked(() -> Objects.requireNonNullElse(records.putIfAbsent(type, made), made));
    if (first != made) {
      engine.retiring.end(made);
    }
    return first;
  }

  /** Makes some nodes again after a pause, on a worker; it may be called under the lock. */
  void remakeLater(List<Made<?>> some, Duration pause, List<Turn.What> turns) {
    List<Made<?>> these = List.copyOf(some);
    if (!these.isEmpty()) {
      engine.timer.after(pause, () -> engine.workers.execute(() -> remake(these, turns)));
    }
  }

  private void remake(List<Made<?>> these, List<Turn.What> turns) {
    engine.locked(() -> these.forEach(Made::retry));
    CompletableFuture<?> unused =
        new Turn(engine, turns, these)
            .run()
            .whenComplete(
                (promotion, failure) -> {
                  if (promotion != null) {
                    promotion.tell();
                  } else if (engine.isOpen()) {
                    notMade(these, turns, failure);
                  }
                });
  }

  /** The values they are made from have turned already: they are tried until they can be made. */
  private void notMade(List<Made<?>> these, List<Turn.What> turns, Throwable failure) {
    int most = these.stream().mapToInt(made -> againLater(made, turns)).max().orElse(0);
    if (most == 1) { // told once
      Log.notMade(failure instanceof Turn.Refused e ? e.reason : Log.why(failure));
    }
  }

  /** Tries what could not be made again, after a pause that doubles; says how often it failed. */
  int againLater(Made<?> made, List<Turn.What> turns) {
    int failures = engine.locked(made::failedAgain);
    if (failures > 0) {
      remakeLater(List.of(made), engine.options.pause(failures, engine.options.ttl), turns);
    }
    return failures;
  }

  /** A build failed, in a turn of its bundle or when it was tried again. */
  void failed(Made<?> made, boolean first, Throwable failure) {
    if (first && engine.isOpen()) {
      engine.events.buildFailed(made, failure);
    }
  }
}
