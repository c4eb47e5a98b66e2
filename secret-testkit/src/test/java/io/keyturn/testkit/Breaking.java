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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** How to break one thing of a provider and leave the others. */
final class Breaking {
  private Breaking() {}

  static UnaryOperator<SecretProvider> fetch(
      BiFunction<SecretProvider, SecretLocation, SecretBundle> fetch) {
    return sound ->
        new BrokenProvider(sound) {
          @Override
          public SecretBundle fetch(SecretLocation bundle) {
            return fetch.apply(sound, bundle);
          }
        };
  }

  static UnaryOperator<SecretProvider> fetched(
      BiFunction<SecretLocation, SecretBundle, SecretBundle> change) {
    return fetch((sound, asked) -> change.apply(asked, sound.fetch(asked)));
  }

  static UnaryOperator<SecretProvider> text(UnaryOperator<String> change) {
    return fetched(
        (asked, b) ->
            string(asked, b)
                .filter(text -> !change.apply(text).equals(text))
                .map(text -> SecretBundle.of(change.apply(text)))
                .orElse(b));
  }

  static UnaryOperator<SecretProvider> fields(Predicate<String> kept) {
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

  static UnaryOperator<SecretProvider> failing(
      Predicate<SecretException> when, UnaryOperator<SecretException> instead) {
    return fetch(
        (sound, asked) -> {
          try {
            return sound.fetch(asked);
          } catch (SecretException e) {
            throw when.test(e) ? instead.apply(e) : e;
          }
        });
  }

  static UnaryOperator<SecretProvider> missingInstead(String reason) {
    return failing(
        e -> e.reason().contains(reason),
        e -> new SecretNotFoundException(e.location(), e.reason()));
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

  static Check unchangedOn(Class<? extends RuntimeException> failure) {
    return (sound, asked, known) -> {
      try {
        return sound.fetchIfChanged(asked, known);
      } catch (RuntimeException e) {
        if (failure.isInstance(e)) {
          return new Outcome.Unchanged();
        }
        throw e;
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
  static BiFunction<SecretProvider, SecretLocation, SecretBundle> remembering(
      Class<? extends RuntimeException> failure) {
    Map<SecretLocation, SecretBundle> seen = new ConcurrentHashMap<>();
    return (sound, asked) -> {
      try {
        SecretBundle fetched = sound.fetch(asked);
        seen.put(asked, fetched);
        return fetched;
      } catch (RuntimeException e) {
        SecretBundle old = seen.get(asked);
        if (old != null && failure.isInstance(e)) {
          return old;
        }
        throw e;
      }
    };
  }

  /** Gives up when more than four threads read the same. */
  static BiFunction<SecretProvider, SecretLocation, SecretBundle> perThread(
      Function<SecretLocation, String> same) {
    Map<String, Set<Thread>> readers = new ConcurrentHashMap<>();
    return (sound, asked) -> {
      Set<Thread> threads =
          readers.computeIfAbsent(same.apply(asked), key -> ConcurrentHashMap.newKeySet());
      threads.add(Thread.currentThread());
      if (threads.size() > 4) {
        throw new SecretUnavailableException(asked, "too many readers");
      }
      return sound.fetch(asked);
    };
  }

  static SecretBundle rethrown(SecretException e) {
    throw e;
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
