package io.keyturn.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project, for tests that hold them against each other. */
final class Repository {
  static final Path ROOT = Path.of("..");

  private Repository() {}

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages: those in the root folder and below {@code docs}. */
  static List<Path> pages() {
    return Stream.concat(files(ROOT, 1), files(ROOT.resolve("docs"), 5))
        .filter(file -> file.toString().endsWith(".md"))
        .toList();
  }

  /** The sources that are published or executed, without tests. */
  static List<Path> sources() {
    return files(ROOT, 12)
        .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
        .toList();
  }

  private static Stream<Path> files(Path folder, int depth) {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all
          .filter(file -> !file.toString().contains("/target/"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
