package io.keyturn.testpages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The section of a page that names, for each row of what it promises, the tests that show it. */
public final class WitnessTable {
  private WitnessTable() {}

  /** What a page promises: an enum beside the tests. */
  public interface Row {
    /** As it stands on the page, in Markdown. */
    String text();
  }

  /**
   * What a test shows.
   *
   * @param rows which promises
   * @param kind how, in a word; or nothing
   */
  public record Witnessed(List<? extends Row> rows, String kind) {}

  /**
   * The section; every row has a witness.
   *
   * @param rows an enum in the package of the tests
   * @param preface what is said before the table; or nothing
   * @param witnessed what a test shows, where it shows something
   */
  public static <R extends Enum<R> & Row> String section(
      Class<R> rows, String preface, Function<AnnotatedElement, Optional<Witnessed>> witnessed)
      throws Exception {
    StringBuilder section =
        new StringBuilder("## Witnesses\n\n" + preface + "| what | test |\n|---|---|\n");
    List<AnnotatedElement> tests = testClasses(rows).stream().flatMap(WitnessTable::tests).toList();
    for (R row : rows.getEnumConstants()) {
      Map<String, String> links = new TreeMap<>();
      for (AnnotatedElement test : tests) {
        witnessed
            .apply(test)
            .filter(shown -> shown.rows().contains(row))
            .ifPresent(shown -> links.put(link(test), shown.kind()));
      }
      assertThat(links).as("witnesses of %s", row).isNotEmpty();
      section.append("| ").append(row.text()).append(" | ").append(joined(links)).append(" |\n");
    }
    return section.toString();
  }

  private static String joined(Map<String, String> links) {
    return links.entrySet().stream()
        .map(link -> (link.getKey() + " " + link.getValue()).strip())
        .collect(Collectors.joining("<br>"));
  }

  private static String link(AnnotatedElement test) {
    return test instanceof Method method
        ? link(method.getDeclaringClass()) + " `" + method.getName() + "`"
        : link((Class<?>) test);
  }

  private static String link(Class<?> type) {
    Path module = Path.of("").toAbsolutePath().getFileName();
    String source =
        "../../%s/src/test/java/%s.java".formatted(module, type.getName().replace('.', '/'));
    return "[`%s`](%s)".formatted(type.getSimpleName(), source);
  }

  /** A class, which may inherit its tests, and its own. */
  private static Stream<AnnotatedElement> tests(Class<?> type) {
    return Stream.concat(Stream.of(type), Stream.of(type.getDeclaredMethods()));
  }

  private static List<Class<?>> testClasses(Class<?> rows) throws URISyntaxException, IOException {
    Path root = Path.of(rows.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(root.resolve(rows.getPackageName().replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith("Test.class") || file.endsWith("IT.class"))
          .<Class<?>>map(file -> load(rows.getPackageName(), file))
          .toList();
    }
  }

  private static Class<?> load(String folder, String file) {
    try {
      return Class.forName(folder + "." + file.substring(0, file.lastIndexOf('.')));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
