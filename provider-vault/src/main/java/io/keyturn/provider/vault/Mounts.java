package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Which engine is mounted where. Thread-safe. */
abstract sealed class Mounts permits KnownMounts, DetectedMounts {
  /** Vault mounts no KV engine there. */
  private static final Set<String> RESERVED = Set.of("auth", "cubbyhole", "identity", "sys");

  private static final PlainPath PLAIN = new PlainPath("");

  static Mounts of(
      ProviderSettings settings, Reader reader, Duration patience, LongSupplier nanoTime) {
    boolean known =
        settings.text(MountKeys.KV_MOUNTS).isPresent()
            || settings.text(MountKeys.KV_VERSION).isPresent();
    return known ? KnownMounts.of(settings) : new DetectedMounts(reader, patience, nanoTime);
  }

  /**
   * Checks a location, as far as it can be without asking Vault.
   *
   * @throws IllegalArgumentException if there can be no such bundle; it does not quote the path
   */
  final void check(SecretLocation bundle) {
    List<String> segments = Segments.of(bundle.path());
    if (segments.size() < 2 || segments.contains("")) {
      throw new IllegalArgumentException("a path in Vault is mount/path, without empty segments");
    }
    for (Map.Entry<String, String> param : bundle.params().entrySet()) {
      checkParam(param.getKey(), param.getValue());
    }
    Optional<String> problem = isReserved(bundle.path()) ? PLAIN.problem(bundle) : problem(bundle);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
  }

  /** Why there can be no such bundle, as far as that is known without asking Vault. */
  Optional<String> problem(SecretLocation bundle) {
    return Optional.empty();
  }

  private static void checkParam(String name, String value) {
    if (!name.equals(Kv.VERSION)) {
      throw new IllegalArgumentException("unknown parameter '" + name + "'; Vault has 'version'");
    }
    boolean number = value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number || value.isEmpty() || value.startsWith("0") || value.length() > 9) {
      throw new IllegalArgumentException("'version' is a number from 1 on");
    }
  }

  /** Whether a path is below one of Vault's own. */
  static boolean isReserved(String path) {
    return RESERVED.contains(Segments.first(path));
  }

  /** Whether a path is this mount or below it. */
  static boolean has(String mount, String path) {
    return (path + "/").startsWith(mount + "/");
  }

  /**
   * The engine of a bundle.
   *
   * @throws VaultFailure if that is not known, or the engine has no such bundles
   */
  final Engine engine(SecretLocation bundle) {
    return isReserved(bundle.path()) ? PLAIN : find(bundle);
  }

  abstract Engine find(SecretLocation bundle);

  /** Another engine that Vault has there now, after a refusal of a request to this one. */
  Optional<Engine> another(SecretLocation bundle, Engine refused) {
    return Optional.empty();
  }
}
