package io.keyturn.secret;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes the bytes that a location names out of a bundle. */
final class Selection {
  private final SecretLocation location;

  Selection(SecretLocation location) {
    this.location = location;
  }

  byte[] from(SecretBundle bundle) {
    byte[] bytes = select(bundle);
    if (location.param("trim").isPresent()) {
      bytes = trim(bytes);
    }
    if (location.param("decode").isPresent()) {
      bytes = decode(bytes);
    }
    if (bytes.length == 0) {
      throw unreadable("it is empty");
    }
    if (bytes.length > Secret.MAX_BYTES) {
      throw unreadable("it is larger than 64 KiB");
    }
    return bytes;
  }

  private byte[] select(SecretBundle bundle) {
    Optional<String> field = location.field();
    List<String> path = field.isPresent() ? tokens(field.get()) : List.of();
    if (bundle.whole().isPresent()) {
      byte[] whole = bytes(bundle.whole().get());
      return path.isEmpty() ? whole : new JsonValue(location, path).in(whole);
    }
    if (path.isEmpty()) {
      throw unreadable("its fields are " + list(bundle) + "; name one with #field");
    }
    Optional<SecretBundle.Content> found = bundle.field(path.get(0));
    if (found.isEmpty()) {
      throw new SecretNotFoundException(
          location, "no field '" + path.get(0) + "'; its fields are " + list(bundle));
    }
    SecretBundle.Content content = found.get();
    return path.size() == 1 && !content.json()
        ? bytes(content)
        : new JsonValue(location, path.subList(1, path.size())).in(bytes(content));
  }

  private byte[] bytes(SecretBundle.Content content) {
    if (!content.readable()) {
      throw unreadable(Utf8.HALF);
    }
    return content.bytes();
  }

  private static String list(SecretBundle bundle) {
    return bundle.fields().isEmpty() ? "none" : String.join(", ", bundle.fields());
  }

  private static List<String> tokens(String field) {
    if (!field.startsWith("/")) {
      return List.of(field);
    }
    return Stream.of(field.substring(1).split("/", -1))
        .map(t -> t.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  private static byte[] trim(byte[] bytes) {
    int from = 0;
    int to = bytes.length;
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (to > from && isBlank(bytes[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private byte[] decode(byte[] bytes) {
    try {
      return Base64.getDecoder().decode(bytes);
    } catch (IllegalArgumentException e) {
      throw unreadable("it is not base64");
    }
  }

  private SecretFormatException unreadable(String reason) {
    return new SecretFormatException(location, reason);
  }
}
