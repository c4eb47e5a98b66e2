package io.keyturn.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured on one JDK; kept in {@code bench/results/<jdk>.json}.
 *
 * @param jdk {@code jdk17}, {@code jdk25}
 * @param machine the JVM and the machine, for who reads the page
 * @param figures the numbers by their names
 */
public record Results(String jdk, String machine, SortedMap<String, Double> figures) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** {@return figures measured on this JVM} */
  public static Results ofThisJvm(SortedMap<String, Double> figures) {
    String machine =
        System.getProperty("java.vm.vendor")
            + " "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors";
    return new Results("jdk" + Runtime.version().feature(), machine, figures);
  }

  /** {@return the results of all JDKs in a folder, by JDK} */
  public static List<Results> all(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> JSON.readValue(file, Results.class))
          .toList();
    }
  }

  /** Writes them to a folder, over those of the same name. */
  public void mergeInto(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(jdk + ".json");
    SortedMap<String, Double> all = new TreeMap<>();
    if (Files.exists(file)) {
      all.putAll(JSON.readValue(file, Results.class).figures);
    }
    all.keySet().removeIf(name -> measuredAnew(subject(name)));
    all.putAll(figures);
    Files.writeString(file, JSON.writeValueAsString(new Results(jdk, machine, all)) + "\n");
  }

  private static String subject(String name) {
    return name.substring(0, name.indexOf('.') + 1);
  }

  /** Then what is not measured any more goes; the three ways of an AWS start have one subject. */
  private boolean measuredAnew(String subject) {
    return !subject.equals("aws-start.")
        && figures.keySet().stream().anyMatch(name -> name.startsWith(subject));
  }

  /** Writes the figures of one subject. */
  public static void writeFigures(SortedMap<String, Double> figures, Path file) {
    JSON.writeValue(file, figures);
  }

  /** {@return the figures of one subject} */
  public static Map<String, Double> readFigures(Path file) {
    return JSON.readValue(file, new TypeReference<TreeMap<String, Double>>() {});
  }

  /** {@return the JDK as people call it} */
  String title() {
    return "JDK " + jdk.substring("jdk".length());
  }

  OptionalDouble figure(String name) {
    Double value = figures.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** One figure in terms of another. */
  OptionalDouble ratio(String name, String of) {
    OptionalDouble a = figure(name);
    OptionalDouble b = figure(of);
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
        : OptionalDouble.empty();
  }

  /** One figure less another. */
  OptionalDouble difference(String name, String less) {
    OptionalDouble a = figure(name);
    OptionalDouble b = figure(less);
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() - b.getAsDouble())
        : OptionalDouble.empty();
  }
}
