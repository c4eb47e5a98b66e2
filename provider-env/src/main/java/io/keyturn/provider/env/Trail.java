package io.keyturn.provider.env;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way to a file or a directory, from the root on and link by link: in which directories which
 * names are looked up. Where one of them comes to lead elsewhere, so does the path.
 */
final class Trail {
  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private final List<Step> steps = new ArrayList<>();
  private int links;
  private boolean circular;

  private Trail() {}

  /**
   * A name that is looked up in a directory.
   *
   * @param directory without any link in its path
   * @param name null where each visible file in it counts
   */
  record Step(Path directory, @Nullable Path name) {
    /** Whether a change of one of these entries of the directory may matter. */
    boolean isTouchedBy(Set<Path> entries) {
      if (name != null) {
        return entries.contains(name);
      }
      for (Path entry : entries) {
        if (!entry.toString().startsWith(".")) {
          return true;
        }
      }
      return false;
    }
  }

  /** The way as it is now; it ends where there is nothing, or where it cannot be followed. */
  static Trail to(Path path) {
    Trail trail = new Trail();
    Path end = trail.follow(path.toAbsolutePath());
    if (end != null && Files.isDirectory(end)) {
      trail.steps.add(new Step(end, null));
      Path data = trail.follow(end.resolve("..data"));
      if (data != null) {
        trail.steps.add(new Step(data, null));
      }
    }
    return trail;
  }

  /** Each after those that lead to its directory. */
  List<Step> steps() {
    return steps;
  }

  /** Whether its links lead in a circle, or are too many to be followed. */
  boolean isCircular() {
    return circular;
  }

  /** Where a path leads to, without any link in it; null where it leads to nothing. */
  private @Nullable Path follow(Path path) {
    Path at = path.getRoot();
    Deque<Path> rest = new ArrayDeque<>();
    prepend(rest, path);
    while (at != null && !rest.isEmpty()) {
      at = step(at, rest.pop(), rest);
    }
    return at;
  }

  private @Nullable Path step(Path at, Path name, Deque<Path> rest) {
    if (name.toString().isEmpty() || name.toString().equals(".")) {
      return at;
    }
    if (name.toString().equals("..")) {
      return at.getParent() == null ? at : at.getParent();
    }
    Path next = at.resolve(name);
    Step step = new Step(at, name);
    if (!steps.contains(step)) {
      steps.add(step);
    }
    if (!Files.isSymbolicLink(next)) {
      return Files.exists(next) ? next : null;
    }
    circular |= ++links > MOST_LINKS;
    return circular ? null : throughLink(at, next, rest);
  }

  private static @Nullable Path throughLink(Path at, Path link, Deque<Path> rest) {
    try {
      Path target = Files.readSymbolicLink(link);
      prepend(rest, target);
      return target.isAbsolute() ? target.getRoot() : at;
    } catch (IOException e) { // it went away, or this process may not read it
      return null;
    }
  }

  private static void prepend(Deque<Path> rest, Path path) {
    for (int i = path.getNameCount() - 1; i >= 0; i--) {
      rest.push(path.getName(i));
    }
  }
}
