package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How bundles are asked for and read in a KV engine.
 *
 * @param mount where it is mounted, without a slash at the end
 * @param versioned whether it is <a
 *     href="https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version">KV
 *     version 2</a>; otherwise it is version 1
 * @param doubt what else may be wrong where nothing is there, said after that
 */
record Kv(String mount, boolean versioned, String doubt) implements Engine {
  static final String VERSION = "version";

  /** The same, mounted elsewhere. */
  Kv at(String mount) {
    return new Kv(mount, versioned, doubt);
  }

  @Override
  public Optional<String> problem(SecretLocation bundle) {
    if (!versioned && bundle.param(VERSION).isPresent()) {
      return Optional.of("'version' needs a mount of KV version 2, and this is version 1");
    }
    List<String> below = below(bundle);
    if (below.isEmpty()) {
      return Optional.of("this is the mount itself: a path in it is missing");
    }
    return versioned && below.get(0).equals("data")
        ? Optional.of("leave out 'data' after the mount: it is added for KV version 2")
        : Optional.empty();
  }

  private List<String> below(SecretLocation bundle) {
    List<String> segments = Segments.of(bundle.path());
    return segments.subList(Segments.of(mount).size(), segments.size());
  }

  @Override
  public String request(SecretLocation bundle) {
    String version = bundle.param(VERSION).map(number -> "?version=" + number).orElse("");
    return Segments.encoded(mount)
        + (versioned ? "/data/" : "/")
        + Segments.encoded(below(bundle))
        + version;
  }

  @Override
  public Uses uses() {
    return Uses.ONE;
  }

  @Override
  public SecretBundle.Builder read(SecretLocation location, Envelope answer) {
    if (!versioned) {
      return Envelope.bundle(answer.data());
    }
    Map<String, String> metadata = Json.members(Json.member(answer.data(), "metadata"));
    SecretBundle.Builder bundle = Envelope.bundle(Json.members(Json.member(answer.data(), "data")));
    if (location.param(VERSION).isPresent()) {
      bundle.fixed();
    }
    return described(metadata, bundle);
  }

  /** A secret deleted with its metadata begins again at 1, so the number alone is no version. */
  private static SecretBundle.Builder described(
      Map<String, String> metadata, SecretBundle.Builder bundle) {
    Instant created = Json.instant(metadata, "created_time");
    String number = Json.text(Json.member(metadata, "version"));
    return bundle.version(number + "@" + created.truncatedTo(ChronoUnit.MILLIS)).createdAt(created);
  }

  @Override
  public Optional<String> missing(SecretLocation bundle, Answer answer) {
    return answer.missing() ? Optional.of(missing(bundle, answer.body())) : Optional.empty();
  }

  /** A deleted version still has its metadata. */
  private String missing(SecretLocation bundle, String body) {
    try {
      Map<String, String> data = Json.members(Json.members(body).getOrDefault("data", "null"));
      return data.containsKey("metadata") ? "this version is deleted or destroyed" : none(bundle);
    } catch (VaultFailure e) {
      return none(bundle);
    }
  }

  /** Vault answers alike for a version and for a secret that there never was. */
  private String none(SecretLocation bundle) {
    return bundle.param(VERSION).isPresent()
        ? "no such version, or nothing is there"
        : "nothing is there" + doubt;
  }
}
