package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/**
 * How bundles are asked for and read in a KV engine.
 *
 * @param versioned whether it is <a
 *     href="https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version">KV
 *     version 2</a>; otherwise it is version 1
 */
record Kv(boolean versioned) {
  private static final String VERSION = "version";
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

  /**
   * Checks a location.
   *
   * @throws IllegalArgumentException if there can be no such bundle; it does not quote the path
   */
  void check(SecretLocation bundle) {
    for (Map.Entry<String, String> param : bundle.params().entrySet()) {
      checkParam(param.getKey(), param.getValue());
    }
    List<String> segments = segments(bundle);
    if (segments.size() < 2 || segments.contains("")) {
      throw new IllegalArgumentException("a path in Vault is mount/path, without empty segments");
    }
    if (versioned && segments.get(1).equals("data")) {
      throw new IllegalArgumentException(
          "leave out 'data' after the mount: it is added for KV version 2");
    }
  }

  private void checkParam(String name, String value) {
    if (!name.equals(VERSION)) {
      throw new IllegalArgumentException("unknown parameter '" + name + "'; Vault has 'version'");
    }
    if (!versioned) {
      throw new IllegalArgumentException(
          "'version' needs a mount of KV version 2, and kv-version = 2");
    }
    if (!NUMBER.matcher(value).matches()) {
      throw new IllegalArgumentException("'version' is a number from 1 on");
    }
  }

  private static List<String> segments(SecretLocation bundle) {
    return Arrays.asList(bundle.path().split("/", -1));
  }

  /** The path and query below {@code /v1/} that reads a bundle. */
  String request(SecretLocation bundle) {
    List<String> segments = segments(bundle);
    String path = encoded(segments.subList(1, segments.size()));
    String version = bundle.param(VERSION).map(number -> "?version=" + number).orElse("");
    return encoded(segments.subList(0, 1)) + (versioned ? "/data/" : "/") + path + version;
  }

  static String encoded(List<String> segments) {
    return segments.stream()
        .map(segment -> UriUtils.encode(segment, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/"));
  }

  /** The bundle that an answer of status 200 brought. */
  SecretBundle bundle(SecretLocation location, String body, Optional<Duration> lookAgainIn) {
    Map<String, String> data = Json.members(member(Json.members(body), "data"));
    SecretBundle.Builder bundle = SecretBundle.builder();
    if (versioned) {
      describe(Json.members(member(data, "metadata")), bundle);
      data = Json.members(member(data, "data"));
    }
    if (location.param(VERSION).isPresent()) {
      bundle.fixed();
    }
    lookAgainIn.ifPresent(bundle::lookAgainIn);
    data.forEach((name, value) -> add(name, value, bundle));
    return bundle.build();
  }

  /** A text without its escapes, which would count for the size of the bundle. */
  private static void add(String name, String value, SecretBundle.Builder bundle) {
    if (value.startsWith("\"")) {
      bundle.field(name, Json.text(value));
    } else {
      bundle.jsonField(name, value);
    }
  }

  /** A secret deleted with its metadata begins again at 1, so the number alone is no version. */
  private static void describe(Map<String, String> metadata, SecretBundle.Builder bundle) {
    Instant created = instant(Json.text(member(metadata, "created_time")));
    String number = Json.text(member(metadata, "version"));
    bundle.version(number + "@" + created.truncatedTo(ChronoUnit.MILLIS)).createdAt(created);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new VaultFailure(Kind.FORMAT, "the answer has a 'created_time' that is no time");
    }
  }

  /** What an answer of status 404 says: a deleted version still has its metadata. */
  String missing(SecretLocation bundle, String body) {
    try {
      Map<String, String> data = Json.members(Json.members(body).getOrDefault("data", "null"));
      return data.containsKey("metadata") ? "this version is deleted or destroyed" : none(bundle);
    } catch (VaultFailure e) {
      return none(bundle);
    }
  }

  /** Vault answers alike for a version and for a secret that there never was. */
  private String none(SecretLocation bundle) {
    if (bundle.param(VERSION).isPresent()) {
      return "no such version, or nothing is there";
    }
    String other = versioned ? "1" : "2";
    return "nothing is there, or no such mount; read as KV version "
        + (versioned ? "2" : "1")
        + ", if the mount is version "
        + other
        + " set kv-version = "
        + other;
  }

  private static String member(Map<String, String> members, String name) {
    String member = members.get(name);
    if (member == null) {
      throw new VaultFailure(Kind.FORMAT, "the answer has no '" + name + "'");
    }
    return member;
  }
}
