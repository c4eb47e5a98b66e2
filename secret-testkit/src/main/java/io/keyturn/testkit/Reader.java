package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads in one way, as the engine does: what is unchanged is what was read before, and where a
 * batch fails as a whole its bundles are read singly. Thread-safe.
 */
final class Reader {
  private final Way way;
  private final Map<SecretLocation, SecretBundle> held = new ConcurrentHashMap<>();

  Reader(Way way) {
    this.way = way;
  }

  /** Makes a bundle known. */
  void hold(SecretLocation bundle, SecretBundle content) {
    held.put(bundle, content);
  }

  boolean holds(SecretLocation bundle) {
    return held.containsKey(bundle);
  }

  SecretBundle read(SecretProvider provider, SecretLocation bundle, SecretLocation companion) {
    Outcome outcome = way.batch ? inBatch(provider, bundle, companion) : singly(provider, bundle);
    if (outcome instanceof Outcome.Failed failed) {
      throw failed.exception();
    }
    if (outcome instanceof Outcome.Fetched fetched) {
      hold(bundle, fetched.bundle());
    }
    SecretBundle content = held.get(bundle);
    if (content == null) {
      throw new AssertionError("unchanged, and no version of it is known");
    }
    return content;
  }

  private Outcome inBatch(
      SecretProvider provider, SecretLocation bundle, SecretLocation companion) {
    Map<SecretLocation, Optional<String>> asked = new LinkedHashMap<>();
    asked.put(bundle, known(bundle));
    asked.put(companion, known(companion));
    try {
      return provider
          .fetchAll(asked)
          .getOrDefault(
              bundle,
              new Outcome.Failed(new SecretUnavailableException(bundle, "it has no outcome")));
    } catch (SecretException e) {
      LeakGuard.check(e);
      return singly(provider, bundle);
    }
  }

  private Outcome singly(SecretProvider provider, SecretLocation bundle) {
    return Outcome.of(provider, bundle, known(bundle));
  }

  private Optional<String> known(SecretLocation bundle) {
    return way.known
        ? Optional.ofNullable(held.get(bundle)).flatMap(SecretBundle::version)
        : Optional.empty();
  }
}
