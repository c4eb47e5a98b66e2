package io.keyturn.bench;

import io.keyturn.bench.page.Page;
import io.keyturn.bench.page.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures each subject in a JVM of its own and writes the page.
 *
 * <p>{@code Bench [--quick] [SUBJECT]… | --render}, in the root of the project. What is not
 * measured keeps the figures it has; {@code --quick} keeps no figures and writes no page.
 */
public final class Bench {
  private static final Path RESULTS = Path.of("bench", "results");
  private static final Path DOCS = Path.of("docs");

  /** JOL reads fields of records and lambdas; 25 wants to be asked for Unsafe and agents. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-Djol.magicFieldOffset=true",
          "-Djdk.attach.allowAttachSelf=true",
          "-XX:+EnableDynamicAgentLoading");

  private Bench() {}

  /**
   * Measures, and writes the page.
   *
   * @param arguments as above
   */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    if (given.contains("--render")) {
      Page.of(Results.all(RESULTS)).writeTo(DOCS);
      return;
    }
    boolean quick = given.contains("--quick");
    SortedMap<String, Double> figures = new TreeMap<>();
    for (String subject : chosen(given)) {
      System.out.println("== " + subject);
      figures.putAll(child(subject, quick));
    }
    if (quick) {
      figures.forEach((name, value) -> System.out.println(name + " = " + value));
    } else {
      Results.ofThisJvm(figures).mergeInto(RESULTS);
      Page.of(Results.all(RESULTS)).writeTo(DOCS);
    }
  }

  private static List<String> chosen(List<String> given) {
    List<String> all = List.copyOf(Subjects.all().keySet());
    List<String> asked = given.stream().filter(word -> !word.startsWith("--")).toList();
    if (!all.containsAll(asked)) {
      throw new IllegalArgumentException("a subject is one of " + all);
    }
    return asked.isEmpty() ? all : asked;
  }

  private static Map<String, Double> child(String subject, boolean quick) throws Exception {
    Path file = Files.createTempFile("bench", ".json");
    try {
      ProcessBuilder child =
          ChildJvm.of(
              OPTIONS,
              System.getProperty("java.class.path"),
              Child.class,
              subject,
              Boolean.toString(quick),
              file.toString());
      ChildJvm.run(child, Map.of());
      return Results.readFigures(file);
    } finally {
      Files.delete(file);
    }
  }
}
