package io.keyturn.provider.env;

import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Directories whose files are fields. */
final class DirectoryHarness extends FileHarness {
  DirectoryHarness() {
    super("");
  }

  @Override
  public Set<Capability> capabilities() {
    return and(Capability.FIELDS, Capability.NON_ASCII_NAMES);
  }

  @Override
  public void put(SecretLocation bundle, Map<String, String> fields) throws IOException {
    Path directory = Path.of(bundle.path());
    if (Files.exists(directory)) {
      delete(bundle);
    }
    Files.createDirectory(directory);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      Files.writeString(directory.resolve(field.getKey()), field.getValue());
    }
  }
}
