package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** How to break one thing of a provider and leave the others. */
final class Breaking {
  private Breaking() {}

  /** What a broken provider makes of a read; it may throw as the sound one does. */
  interface Change {
    Outcome of(SecretLocation asked, Supplier<Outcome> sound);
  }

  /** Breaks the reads of one way and leaves the others. */
  static UnaryOperator<SecretProvider> by(Way way, Supplier<Change> changes) {
    return sound -> {
      Change change = changes.get();
      return way.batch ? inBatch(sound, way, change) : singly(sound, way, change);
    };
  }

  private static SecretProvider inBatch(SecretProvider sound, Way way, Change change) {
    return new BrokenProvider(sound) {
      @Override
      public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
        Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();
        known.forEach(
            (bundle, version) -> {
              Supplier<Outcome> read = () -> Outcome.of(sound, bundle, version);
              outcomes.put(
                  bundle, version.isPresent() == way.known ? change.of(bundle, read) : read.get());
            });
        return outcomes;
      }
    };
  }

  private static SecretProvider singly(SecretProvider sound, Way way, Change change) {
    return new BrokenProvider(sound) {
      @Override
      public SecretBundle fetch(SecretLocation bundle) {
        return way.known
            ? sound.fetch(bundle)
            : ((Outcome.Fetched) changed(bundle, Optional.empty())).bundle();
      }

      @Override
      public Outcome fetchIfChanged(SecretLocation bundle, String known) {
        return way.known
            ? changed(bundle, Optional.of(known))
            : sound.fetchIfChanged(bundle, known);
      }

      private Outcome changed(SecretLocation bundle, Optional<String> known) {
        Outcome outcome = change.of(bundle, () -> Outcome.of(sound, bundle, known));
        if (outcome instanceof Outcome.Failed failed) {
          throw failed.exception();
        }
        return outcome;
      }
    };
  }

  static Change fetched(BiFunction<SecretLocation, SecretBundle, SecretBundle> change) {
    return (asked, sound) -> {
      Outcome outcome = sound.get();
      return outcome instanceof Outcome.Fetched fetched
          ? new Outcome.Fetched(change.apply(asked, fetched.bundle()))
          : outcome;
    };
  }

  static Change text(UnaryOperator<String> change) {
    return fetched(
        (asked, b) ->
            string(asked, b)
                .filter(text -> !change.apply(text).equals(text))
                .map(text -> SecretBundle.of(change.apply(text)))
                .orElse(b));
  }

  static Change fields(Predicate<String> kept) {
    return fetched(
        (asked, b) -> {
          Map<String, String> fields = new HashMap<>();
          b.fields().stream()
              .filter(kept)
              .forEach(
                  name -> fields.put(name, b.secret(Trial.field(asked, name), "1").exposeString()));
          return fields.size() == b.fields().size() ? b : SecretBundle.of(fields);
        });
  }

  static Change failing(Predicate<SecretException> when, UnaryOperator<SecretException> instead) {
    return failed(when, e -> new Outcome.Failed(instead.apply(e)));
  }

  static Change failed(
      Predicate<SecretException> when, Function<SecretException, Outcome> instead) {
    return (asked, sound) -> {
      Outcome outcome = sound.get();
      return outcome instanceof Outcome.Failed failed && when.test(failed.exception())
          ? instead.apply(failed.exception())
          : outcome;
    };
  }

  static Change missingInstead(String reason) {
    return failing(
        e -> e.reason().contains(reason),
        e -> new SecretNotFoundException(e.location(), e.reason()));
  }

  static Change unchangedInstead(String reason) {
    return failed(e -> e.reason().contains(reason), e -> new Outcome.Unchanged());
  }

  static Change elsewhere(String reason, Function<SecretLocation, SecretException> leaf) {
    return failing(
        e -> e.reason().contains(reason),
        e -> leaf.apply(SecretLocation.parse("memory://elsewhere")));
  }

  static UnaryOperator<SecretProvider> normalize(
      BiFunction<SecretProvider, SecretLocation, SecretLocation> normalize) {
    return sound ->
        new BrokenProvider(sound) {
          @Override
          public SecretLocation normalize(SecretLocation bundle) {
            return normalize.apply(sound, bundle);
          }
        };
  }

  static UnaryOperator<SecretProvider> fetchIfChanged(Check check) {
    return sound ->
        new BrokenProvider(sound) {
          @Override
          public Outcome fetchIfChanged(SecretLocation bundle, String known) {
            return check.outcome(sound, bundle, known);
          }
        };
  }

  interface Check {
    Outcome outcome(SecretProvider sound, SecretLocation bundle, String known);
  }

  static UnaryOperator<SecretProvider> fetchAll(
      BiFunction<
              SecretProvider, Map<SecretLocation, Optional<String>>, Map<SecretLocation, Outcome>>
          fetchAll) {
    return sound ->
        new BrokenProvider(sound) {
          @Override
          public Map<SecretLocation, Outcome> fetchAll(
              Map<SecretLocation, Optional<String>> known) {
            return fetchAll.apply(sound, known);
          }
        };
  }

  static BiFunction<
          SecretProvider, Map<SecretLocation, Optional<String>>, Map<SecretLocation, Outcome>>
      spoilt(SecretException.Kind by) {
    return (sound, known) -> {
      Map<SecretLocation, Outcome> outcomes = sound.fetchAll(known);
      for (Outcome outcome : outcomes.values()) {
        if (outcome instanceof Outcome.Failed failed && failed.exception().kind() == by) {
          throw failed.exception();
        }
      }
      return outcomes;
    };
  }

  /** Answers what it saw before where the store fails like this. */
  static Change remembering(Class<? extends RuntimeException> failure) {
    Map<SecretLocation, Outcome> seen = new ConcurrentHashMap<>();
    return (asked, sound) -> {
      RuntimeException why;
      try {
        Outcome outcome = sound.get();
        if (!(outcome instanceof Outcome.Failed failed)) {
          seen.put(asked, outcome);
          return outcome;
        }
        why = failed.exception();
      } catch (IllegalStateException e) {
        why = e;
      }
      if (failure.isInstance(why) && seen.containsKey(asked)) {
        return seen.get(asked);
      }
      if (why instanceof SecretException e) {
        return new Outcome.Failed(e);
      }
      throw why;
    };
  }

  /** Gives up when more than four threads read the same. */
  static Change perThread() {
    Map<SecretLocation, Set<Thread>> readers = new ConcurrentHashMap<>();
    return (asked, sound) -> {
      Set<Thread> threads = readers.computeIfAbsent(asked, key -> ConcurrentHashMap.newKeySet());
      threads.add(Thread.currentThread());
      return threads.size() > 4 ? tooMany(asked) : sound.get();
    };
  }

  /** Gives up when more than four threads read more than four bundles. */
  static Change perBundle() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Set<SecretLocation> bundles = ConcurrentHashMap.newKeySet();
    return (asked, sound) -> {
      threads.add(Thread.currentThread());
      bundles.add(asked);
      return threads.size() > 4 && bundles.size() > 4 ? tooMany(asked) : sound.get();
    };
  }

  private static Outcome tooMany(SecretLocation asked) {
    return new Outcome.Failed(new SecretUnavailableException(asked, "too many readers"));
  }

  /** Says in its failures what it read last. */
  static Change quoting() {
    AtomicReference<String> last = new AtomicReference<>("");
    return (asked, sound) -> {
      Outcome outcome = sound.get();
      if (outcome instanceof Outcome.Fetched fetched) {
        string(asked, fetched.bundle()).ifPresent(last::set);
      }
      return outcome instanceof Outcome.Failed failed
              && failed.exception() instanceof SecretUnavailableException e
          ? new Outcome.Failed(
              new SecretUnavailableException(asked, e.reason() + " after " + last.get()))
          : outcome;
    };
  }

  /** Tells another version at each further read. */
  static Change versionAgain() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    return fetched(
        (asked, b) ->
            seen.add(asked + " " + b.version())
                ? b
                : versioned(asked, b, b.version().orElse("") + "-again"));
  }

  /** Asks again, and again, where the store hangs. */
  static Change repeating() {
    return (asked, sound) -> {
      Outcome outcome = sound.get();
      for (int again = 0; again < 2; again++) {
        if (outcome instanceof Outcome.Failed failed
            && failed.exception().reason().contains("in time")) {
          outcome = sound.get();
        }
      }
      return outcome;
    };
  }

  static Optional<String> string(SecretLocation bundle, SecretBundle fetched) {
    if (!fetched.fields().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(fetched.secret(bundle, "1").exposeString());
    } catch (SecretFormatException e) {
      return Optional.empty();
    }
  }

  static SecretBundle versioned(SecretLocation bundle, SecretBundle fetched, String version) {
    return string(bundle, fetched).isEmpty() ? fetched : copy(bundle, fetched, version).build();
  }

  /** The same text with another version; what is no text, as an empty bundle. */
  static SecretBundle.Builder copy(SecretLocation bundle, SecretBundle fetched, String version) {
    SecretBundle.Builder copy = SecretBundle.builder().version(version);
    if (fetched.fixed()) {
      copy.fixed();
    }
    string(bundle, fetched).ifPresent(copy::text);
    return copy;
  }
}
