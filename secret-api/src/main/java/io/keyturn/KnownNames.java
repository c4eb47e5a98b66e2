package io.keyturn;

import io.keyturn.secret.Secret;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names asked for so far. Declared ones stay; of others there is a limit, and what nobody reads
 * for a while is forgotten.
 *
 * <p>Readers look into the hot map, and write nothing when they find a name. One that was read but
 * once, or not for a while, is in the cold one: the next reader brings it back, and what is left
 * there is forgotten. Guarded by the engine's lock, but for reading the hot map.
 */
final class KnownNames {
  /** The whole way of a reader. */
  final Map<String, Rotating<Secret>> hot = new ConcurrentHashMap<>();

  private final Map<String, Name> cold = new LinkedHashMap<>();
  private final Engine engine;

  /** How many in the hot map are not declared. */
  private int undeclared;

  private boolean sweeping;

  KnownNames(Engine engine) {
    this.engine = engine;
  }

  /** A name that is known; from now on it is hot. */
  @Nullable Name find(String name) {
    Rotating<Secret> handle = hot.get(name);
    if (handle != null) {
      return (Name) handle.node();
    }
    Name found = cold.remove(name);
    if (found != null) {
      found.idle = false;
      heat(found);
    }
    return found;
  }

  /** A name that was not known; some others may be forgotten for it. */
  void add(Name name) {
    if (name.polled) {
      heat(name);
      return;
    }
    cold.put(name.name, name);
    trim();
    sweepLater();
  }

  /** A name is declared from now on. */
  void declare(Name name) {
    if (!name.polled) {
      undeclared -= hot.containsKey(name.name) ? 1 : 0;
      cold.remove(name.name);
      hot.put(name.name, name.handle);
    }
    name.poll();
  }

  List<Name> all() {
    List<Name> all = new ArrayList<>(cold.values());
    for (Rotating<Secret> handle : hot.values()) {
      all.add((Name) Objects.requireNonNull(handle.node()));
    }
    return all;
  }

  private int size() {
    return undeclared + cold.size();
  }

  private void heat(Name name) {
    undeclared += name.polled ? 0 : 1;
    hot.put(name.name, name.handle);
  }

  /** Forgets what is too much; what somebody waits for is not. */
  void trim() {
    if (size() > engine.options.maxNames) {
      makeRoom();
    }
  }

  private void makeRoom() {
    if (cold.size() <= 1) { // the new one
      cool();
    }
    Iterator<Name> oldest = cold.values().iterator();
    while (size() > engine.options.maxNames && oldest.hasNext()) {
      Name name = oldest.next();
      if (name.isResolved()) {
        oldest.remove();
        name.forget();
      }
    }
  }

  /** All that is not declared is cold, until it is read again. */
  private void cool() {
    List<Name> cooled = all().stream().filter(name -> !name.polled).toList();
    Map<String, Name> newest = new LinkedHashMap<>(cold);
    cold.clear();
    for (Name name : cooled) {
      if (hot.remove(name.name) != null) {
        cold.put(name.name, name);
      }
    }
    cold.putAll(newest);
    undeclared = 0;
  }

  private void sweepLater() {
    if (!sweeping && size() > 0) {
      sweeping = true;
      engine.timer.after(engine.options.idle, () -> engine.locked(this::sweep));
    }
  }

  /** Forgets what was cold the last time already. */
  private void sweep() {
    sweeping = false;
    List<Name> idle =
        cold.values().stream().filter(name -> name.idle && name.isResolved()).toList();
    idle.forEach(
        name -> {
          cold.remove(name.name);
          name.forget();
        });
    cool();
    cold.values().forEach(name -> name.idle = true);
    sweepLater();
  }
}
