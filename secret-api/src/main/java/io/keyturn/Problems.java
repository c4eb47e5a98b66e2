package io.keyturn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong with a configuration, told in one exception: a problem a line, without values.
 */
final class Problems {
  private final Set<String> lines = new LinkedHashSet<>();

  /** Notes a problem of a key. */
  void add(String key, String what) {
    lines.add(Names.onOneLine(key) + ": " + what);
  }

  /** Runs something, noting what it finds wrong as a problem of a key. */
  <T> @Nullable T collect(String key, Supplier<T> what) {
    try {
      return what.get();
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      for (String line : message == null ? List.of("is wrong") : message.lines().toList()) {
        add(key, line);
      }
      return null;
    }
  }

  /**
   * The same with a provider's code: what it throws but may not is told by its class, since the
   * text may quote anything.
   */
  <T> @Nullable T ask(String key, Supplier<T> provider) {
    return collect(
        key,
        () -> {
          try {
            return Objects.requireNonNull(provider.get());
          } catch (IllegalArgumentException e) {
            throw e;
          } catch (Exception | Error e) { // Kotlin throws checked ones, too
            throw new IllegalArgumentException("the provider threw " + e.getClass().getName());
          }
        });
  }

  void addAll(Problems others) {
    lines.addAll(others.lines);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Throws if there are any. */
  void check() {
    if (!lines.isEmpty()) {
      List<String> all = new ArrayList<>();
      all.add(
          "Keyturn's configuration has "
              + (lines.size() == 1 ? "a problem" : lines.size() + " problems")
              + ":");
      lines.forEach(line -> all.add("  " + line));
      all.add("(Keyturn docs/errors.md#configuration)");
      throw new IllegalArgumentException(String.join("\n", all));
    }
  }
}
