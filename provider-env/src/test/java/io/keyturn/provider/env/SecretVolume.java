package io.keyturn.provider.env;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A volume of a Secret, written as the kubelet does it (Kubernetes, pkg/volume/util/
 * atomic_writer.go): a directory with the next generation, the link that is moved to it, the links
 * to new files, and the generation before is removed at once.
 */
final class SecretVolume {
  private final Path volume;

  SecretVolume(Path volume) throws IOException {
    this.volume = Files.createDirectories(volume);
  }

  /** Puts another generation in the place of the one before, which is removed. */
  void write(Map<String, String> values) throws IOException {
    Path data = volume.resolve("..data");
    Path before = Files.isSymbolicLink(data) ? data.toRealPath() : null;
    Path now = Files.createTempDirectory(volume, "..2026_01_01_00_00_00.");
    for (Map.Entry<String, String> value : values.entrySet()) {
      Files.writeString(now.resolve(value.getKey()), value.getValue());
    }
    Path made = Files.createSymbolicLink(volume.resolve("..data_tmp"), now.getFileName());
    Files.move(made, data, ATOMIC_MOVE);
    for (String name : values.keySet()) {
      if (!Files.isSymbolicLink(volume.resolve(name))) {
        Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
      }
    }
    if (before != null) {
      Trees.delete(before);
    }
  }
}
