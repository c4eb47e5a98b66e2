package io.keyturn.bench.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The plots of the page, by the names of their files. */
final class Plots {
  private static final String CLASS = "footprint.class.";

  private Plots() {}

  static String file(String plot, Results results) {
    return plot + "-" + results.jdk() + ".svg";
  }

  /** Those for which something was measured. */
  static Map<String, String> of(Results results) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Map.Entry<String, Plot> plot :
        List.of(
            Map.entry("reading", reading(results)),
            Map.entry("undisturbed", undisturbed(results)),
            Map.entry("aws-start", awsStart(results)),
            Map.entry("aws-cold", awsCold(results)),
            Map.entry("jvm-start", jvmStart(results)),
            Map.entry("weight", weight(results)))) {
      if (!plot.getValue().isEmpty()) {
        all.put(file(plot.getKey(), results), plot.getValue().svg());
      }
    }
    return all;
  }

  private static Plot reading(Results results) {
    Plot plot = new Plot("A read, " + results.title(), "ns, logarithmic", true);
    for (Reads read : Reads.values()) {
      String label = read.label.replace("`", "");
      plot.add(results, "1 thread", label, read.figure(1));
      plot.add(results, "2 threads", label, read.figure(2));
    }
    return plot;
  }

  private static Plot undisturbed(Results results) {
    Plot plot = new Plot("1,000 reads, " + results.title(), "ns a read, logarithmic", true);
    for (String which : List.of("turning", "blocked", "control")) {
      for (String percentile : List.of("p50", "p999")) {
        String label = which + ", " + percentile.replace("999", "99.9");
        String name = "undisturbed." + which + ".";
        plot.add(results, "quiet", label, name + "quiet." + percentile);
        plot.add(results, "disturbed", label, name + "disturbed." + percentile);
      }
    }
    return plot;
  }

  private static Plot awsStart(Results results) {
    Plot plot = new Plot("200 AWS secrets at 20 ms a call, " + results.title(), "ms", false);
    plot.add(results, "start", "Keyturn", "aws-start.keyturn.median");
    plot.add(results, "start", "caching-java, 8 threads", "aws-start.caching-java-8.median");
    plot.add(results, "start", "caching-java, one by one", "aws-start.caching-java.median");
    return plot;
  }

  private static Plot awsCold(Results results) {
    Plot plot = new Plot("JVM start with one AWS secret, " + results.title(), "ms", false);
    plot.add(results, "start", "AWS SDK alone", "aws-cold.bare");
    plot.add(results, "start", "Keyturn", "aws-cold.keyturn");
    return plot;
  }

  private static Plot jvmStart(Results results) {
    Plot plot = new Plot("JVM start with two variables, " + results.title(), "ms", false);
    plot.add(results, "start", "bare JVM", "jvm-start.bare");
    plot.add(results, "start", "Secrets.load()", "jvm-start.keyturn");
    plot.add(results, "start", "SmallRye Config", "jvm-start.smallrye");
    return plot;
  }

  private static Plot weight(Results results) {
    Plot plot = new Plot("A bundle of two names, " + results.title(), "bytes", false);
    classes(List.of(results)).forEach(name -> plot.add(results, "bytes", name, CLASS + name));
    return plot;
  }

  /** The classes of a bundle, the heaviest first. */
  static Collection<String> classes(List<Results> all) {
    Collection<String> names = new TreeSet<>();
    for (Results one : all) {
      one.figures().keySet().stream()
          .filter(name -> name.startsWith(CLASS))
          .forEach(name -> names.add(name.substring(CLASS.length())));
    }
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(java.util.Comparator.comparingDouble(name -> -heaviest(all, name)));
    return sorted;
  }

  private static double heaviest(List<Results> all, String name) {
    return all.stream().mapToDouble(one -> one.figure(CLASS + name).orElse(0)).max().orElse(0);
  }
}
