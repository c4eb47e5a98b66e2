package io.keyturn.testkit;

import io.keyturn.secret.SecretBundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The bundles of the store in memory, with their versions. Thread-safe. */
final class Shelves {
  private final Map<String, Shelf> shelves = new HashMap<>();

  static String normal(String path) {
    String normal = path.replaceAll("^/+|/+$", "");
    if (normal.isEmpty() || normal.contains("//")) {
      throw new IllegalArgumentException("a path has names between single slashes");
    }
    return normal;
  }

  synchronized void put(String path, Consumer<SecretBundle.Builder> content) {
    Shelf shelf = shelf(path);
    String version = Integer.toString(++shelf.count);
    SecretBundle.Builder live = SecretBundle.builder().version(version);
    SecretBundle.Builder pinned = SecretBundle.builder().version(version).fixed();
    content.accept(live);
    content.accept(pinned);
    shelf.versions.add(new Version(live.build(), pinned.build()));
  }

  synchronized void put(String path, SecretBundle bundle) {
    shelf(path).versions.add(new Version(bundle, bundle));
  }

  synchronized void delete(String path) {
    shelf(path).versions.clear();
  }

  synchronized void require(String path) {
    if (shelf(path).versions.isEmpty()) {
      throw new IllegalStateException("there is nothing at '" + path + "' to rotate; put it first");
    }
  }

  synchronized Optional<SecretBundle> find(String path, Optional<String> version) {
    List<Version> versions = shelf(path).versions;
    if (version.isPresent()) {
      return versions.stream()
          .map(Version::pinned)
          .filter(bundle -> bundle.version().equals(version))
          .findFirst();
    }
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(versions.get(versions.size() - 1).live());
  }

  private Shelf shelf(String path) {
    return shelves.computeIfAbsent(normal(path), key -> new Shelf());
  }

  private static final class Shelf {
    private final List<Version> versions = new ArrayList<>();
    private int count;
  }

  private record Version(SecretBundle live, SecretBundle pinned) {}
}
