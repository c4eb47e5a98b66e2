package io.keyturn.provider.env;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a file's bytes mean: as its location says by {@code format}, else as its name says. */
enum FileFormat {
  /** Lines of {@code NAME=value}, each a field; see {@link Dotenv}. */
  DOTENV {
    @Override
    SecretBundle.Builder bundle(SecretLocation location, byte[] bytes) {
      return fields(new Dotenv(location, Utf8.text(location, bytes)).fields());
    }
  },
  /** One JSON text, whose members are the fields. */
  JSON {
    @Override
    SecretBundle.Builder bundle(SecretLocation location, byte[] bytes) {
      return SecretBundle.builder().text(Utf8.text(location, bytes));
    }
  },
  /** Java properties, each a field; see {@link PropertiesText}. */
  PROPERTIES {
    @Override
    SecretBundle.Builder bundle(SecretLocation location, byte[] bytes) {
      return fields(new PropertiesText(location, Utf8.text(location, bytes)).fields());
    }
  },
  /** One value, byte for byte. */
  BYTES {
    @Override
    SecretBundle.Builder bundle(SecretLocation location, byte[] bytes) {
      return SecretBundle.builder().bytes(bytes);
    }
  };

  private static final String PARAM = "format";

  abstract SecretBundle.Builder bundle(SecretLocation location, byte[] bytes);

  /** The bundle that a file's bytes are. */
  SecretBundle.Builder read(SecretLocation location, byte[] bytes) {
    byte[] content = this == BYTES ? bytes : Utf8.withoutMark(bytes);
    if (content.length == 0) {
      throw new SecretFormatException(location, "the file is empty");
    }
    if (isZeros(content)) {
      throw new SecretFormatException(location, "the file has nothing but NUL bytes");
    }
    return bundle(location, content);
  }

  private static SecretBundle.Builder fields(Map<String, String> fields) {
    SecretBundle.Builder builder = SecretBundle.builder();
    fields.forEach(builder::field);
    return builder;
  }

  /** Whether it has nothing but NUL bytes: what some file systems leave after a crash. */
  static boolean isZeros(byte[] content) {
    for (byte one : content) {
      if (one != 0) {
        return false;
      }
    }
    return content.length > 0;
  }

  /** The format of the file at a location that was checked. */
  static FileFormat of(SecretLocation location) {
    return location.param(PARAM).flatMap(FileFormat::called).orElseGet(() -> byName(location));
  }

  private static boolean isGiven(SecretLocation location) {
    return location.param(PARAM).isPresent();
  }

  /** Whether a file is meant, by {@code format} or by the ending of a text. */
  static boolean isOfFile(SecretLocation location) {
    return isGiven(location) || of(location) != BYTES;
  }

  /** Whether the name of the file says its format. */
  static boolean isNamed(SecretLocation location) {
    return of(location) == byName(location);
  }

  /**
   * Refuses other parameters and other formats.
   *
   * @throws IllegalArgumentException naming the parameter
   */
  static void check(SecretLocation location) {
    for (String name : location.params().keySet()) {
      if (!name.equals(PARAM)) {
        throw new IllegalArgumentException(
            "unknown parameter '" + name + "'; a file has only 'format'");
      }
    }
    if (isGiven(location) && location.param(PARAM).flatMap(FileFormat::called).isEmpty()) {
      throw new IllegalArgumentException(
          "the parameter 'format' is dotenv, json, properties or bytes");
    }
  }

  private static Optional<FileFormat> called(String text) {
    return Stream.of(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }

  private static FileFormat byName(SecretLocation location) {
    String path = location.path();
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return JSON;
    }
    if (name.endsWith(".properties")) {
      return PROPERTIES;
    }
    return name.endsWith(".env") || name.startsWith(".env.") ? DOTENV : BYTES;
  }
}
