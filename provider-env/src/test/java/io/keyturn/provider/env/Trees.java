package io.keyturn.provider.env;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file or a directory with all in it. */
final class Trees {
  private Trees() {}

  static void delete(Path root) throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    for (Path path : below(root, Comparator.reverseOrder())) {
      Files.deleteIfExists(path);
    }
  }

  static void deleteBelow(Path root) throws IOException {
    for (Path path : below(root, Comparator.reverseOrder())) {
      if (!path.equals(root)) {
        Files.deleteIfExists(path);
      }
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path path : below(from, Comparator.naturalOrder())) {
      Files.copy(path, to.resolve(from.relativize(path).toString()));
    }
  }

  private static List<Path> below(Path root, Comparator<Path> order) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.sorted(order).toList();
    }
  }
}
