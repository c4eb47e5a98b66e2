package io.keyturn.testpages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** Tests of other modules that show it, beside those that are found. */
    default List<Elsewhere> elsewhere() {
      return List.of();
    }
  }

  /**
   * A test of another module, where no annotation of this one is at hand.
   *
   * @param module the folder of the module
   * @param type the full name of the test's class
   * @param method its name
   * @param kind how it shows it, as {@link Witnessed} has it
   */
  public record Elsewhere(String module, String type, String method, String kind) {}

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
   * @param module the folder of their module, which another one may run
   * @param preface what is said before the table; or nothing
   * @param witnessed what a test shows, where it shows something
   */
  public static <R extends Enum<R> & Row> String section(
      Class<R> rows,
      String module,
      String preface,
      Function<AnnotatedElement, Optional<Witnessed>> witnessed)
      throws Exception {
    StringBuilder section =
        new StringBuilder("## Witnesses\n\n" + preface + "| what | test |\n|---|---|\n");
    List<AnnotatedElement> tests = testClasses(rows).stream().flatMap(WitnessTable::tests).toList();
    List<R> unseen = new ArrayList<>();
    for (R row : rows.getEnumConstants()) {
      Map<String, String> links = new TreeMap<>();
      for (Elsewhere test : row.elsewhere()) {
        links.put(link(test), test.kind());
      }
      for (AnnotatedElement test : tests) {
        witnessed
            .apply(test)
            .filter(shown -> shown.rows().contains(row))
            .ifPresent(shown -> links.put(link(module, test), shown.kind()));
      }
      if (links.isEmpty()) {
        unseen.add(row);
      }
      section.append("| ").append(row.text()).append(" | ").append(joined(links)).append(" |\n");
    }
    assertThat(unseen).as("rows without a witness").isEmpty();
    return section.toString();
  }

  private static String joined(Map<String, String> links) {
    return links.entrySet().stream()
        .map(link -> (link.getKey() + " " + link.getValue()).strip())
        .collect(Collectors.joining("<br>"));
  }

  private static String link(String module, AnnotatedElement test) {
    return test instanceof Method method
        ? link(module, method.getDeclaringClass().getName(), method.getName())
        : link(module, ((Class<?>) test).getName());
  }

  private static String link(Elsewhere test) throws IOException {
    Path source = Path.of("..", test.module(), source(test.type()));
    assertThat(Files.readString(source)).contains(" void " + test.method() + "(");
    return link(test.module(), test.type(), test.method());
  }

  private static String link(String module, String type, String method) {
    return link(module, type) + " `" + method + "`";
  }

  private static String link(String module, String type) {
    String name = type.substring(type.lastIndexOf('.') + 1);
    return "[`%s`](../../%s/%s)".formatted(name, module, source(type));
  }

  private static String source(String type) {
    return "src/test/java/" + type.replace('.', '/') + ".java";
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
