package io.keyturn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong with a configuration, told in one exception: a problem a line, without values.
 * A key that is written somewhere is told with where, so that the user knows which place to mend.
 */
final class Problems {
  static final String ANCHOR = "(Keyturn docs/errors.md#configuration)";

  private record Problem(String key, String what) {}

  private final Set<Problem> problems = new LinkedHashSet<>();

  /** Notes a problem of a key. */
  void add(String key, String what) {
    problems.add(new Problem(key, what));
  }

  /** Runs something, noting what it finds wrong as a problem of a key. */
  <T> @Nullable T collect(String key, Supplier<T> what) {
    try {
      return what.get();
    } catch (IllegalArgumentException e) {
      add(key, e);
      return null;
    }
  }

  /** The same with something that has no result. */
  void run(String key, Runnable what) {
    try {
      what.run();
    } catch (IllegalArgumentException e) {
      add(key, e);
    }
  }

  /** Notes what is wrong with the text of a key. */
  void add(String key, IllegalArgumentException e) {
    String message = e.getMessage();
    for (String line : message == null ? List.of("is wrong") : message.lines().toList()) {
      add(key, line);
    }
  }

  /**
   * The same with a provider's code: what it throws but may not is told by its class, since the
   * text may quote anything. That of a subclass, such as NumberFormatException, does.
   */
  <T> @Nullable T ask(String key, Supplier<T> provider) {
    try {
      return Objects.requireNonNull(provider.get());
    } catch (Exception | Error e) { // Kotlin throws checked ones, too
      thrown(key, e);
      return null;
    }
  }

  /** Notes what a provider's code threw. */
  void thrown(String key, Throwable e) {
    if (e.getClass() == IllegalArgumentException.class) {
      add(key, (IllegalArgumentException) e);
    } else {
      add(key, "the provider threw " + e.getClass().getName());
    }
  }

  void addAll(Problems others) {
    problems.addAll(others.problems);
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * All of them.
   *
   * @param written knows where the text of a key is written
   */
  IllegalArgumentException all(Function<String, Optional<String>> written) {
    List<String> all = new ArrayList<>();
    all.add(
        "Keyturn's configuration has "
            + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
            + ":");
    problems.forEach(problem -> all.add("  " + line(problem, written)));
    all.add(ANCHOR);
    return new IllegalArgumentException(String.join("\n", all));
  }

  private static String line(Problem problem, Function<String, Optional<String>> written) {
    String where = written.apply(problem.key).map(place -> " (" + place + ")").orElse("");
    return Names.onOneLine(problem.key) + where + ": " + problem.what;
  }
}
