package io.keyturn.provider.vault;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/** The segments of a path in Vault. */
final class Segments {
  /** What no path can have: HTTP clients and servers read these as another path. */
  private static final Set<String> NONE = Set.of("", ".", "..");

  private Segments() {}

  static List<String> of(String path) {
    return List.of(path.split("/", -1));
  }

  static String first(String path) {
    return of(path).get(0);
  }

  /** Whether no path can be like that. */
  static boolean areImpossible(String path) {
    return !Collections.disjoint(of(path), NONE);
  }

  static String encoded(String path) {
    return encoded(of(path));
  }

  static String decoded(String path) {
    return UriUtils.decode(path, StandardCharsets.UTF_8);
  }

  static String encoded(List<String> segments) {
    return segments.stream()
        .map(segment -> UriUtils.encode(segment, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/"));
  }
}
