package io.keyturn.provider.env;

import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Dotenv files. */
final class DotenvHarness extends FileHarness {
  DotenvHarness() {
    super(".env");
  }

  /** As a value is written in double quotes. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r") + '"';
  }

  @Override
  public Set<Capability> capabilities() {
    return and(Capability.FIELDS, Capability.GARBAGE);
  }

  @Override
  public void put(SecretLocation bundle, Map<String, String> fields) throws IOException {
    write(
        bundle,
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + quoted(field.getValue()) + "\n")
            .collect(Collectors.joining()));
  }

  @Override
  public void putGarbage(SecretLocation bundle, String value) throws IOException {
    write(bundle, value + "\n");
  }
}
