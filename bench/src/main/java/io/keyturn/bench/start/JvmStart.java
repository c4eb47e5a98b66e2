package io.keyturn.bench.start;

import io.keyturn.bench.ChildJvm;
import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import io.keyturn.bench.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * From the start of a JVM to its end, with two variables read in between, in milliseconds, median
 * of 20 starts in turns: {@code jvm-start.<bare|keyturn|smallrye>}, and {@code -archived} for those
 * that have all their classes in an archive of the JVM's.
 *
 * <p>Each has only its own jars on the class path.
 */
public final class JvmStart implements Subject {
  private static final Pattern OURS =
      Pattern.compile("keyturn-(bench|secret-api|provider-env)|slf4j|/jackson-core-2");
  private static final Pattern SMALLRYE =
      Pattern.compile("keyturn-bench|smallrye|microprofile|jakarta|asm-|jboss-logging");
  private static final Map<String, String> VARIABLES =
      Map.of("KEYTURN_REQUIRED", "USER_A,USER_B", "USER_A", "a", "USER_B", "b");

  @Override
  public void measure(boolean quick, Figures to) throws IOException, InterruptedException {
    Map<String, ProcessBuilder> all = new LinkedHashMap<>();
    all.put("bare", child(List.of(), OURS, BareMain.class));
    all.put("keyturn", child(List.of(), OURS, KeyturnMain.class));
    all.put("smallrye", child(List.of(), SMALLRYE, SmallRyeMain.class));
    all.put("keyturn-archived", archived(OURS, KeyturnMain.class));
    all.put("smallrye-archived", archived(SMALLRYE, SmallRyeMain.class));
    Map<String, List<Double>> times = new LinkedHashMap<>();
    for (int i = 0; i < (quick ? 2 : 20); i++) {
      for (Map.Entry<String, ProcessBuilder> one : all.entrySet()) {
        double millis = ChildJvm.run(one.getValue(), VARIABLES);
        times.computeIfAbsent(one.getKey(), who -> new ArrayList<>()).add(millis);
      }
    }
    times.forEach((who, millis) -> to.put("jvm-start." + who, Median.of(millis)));
  }

  private static ProcessBuilder archived(Pattern jars, Class<?> main)
      throws IOException, InterruptedException {
    Path archive = Files.createTempDirectory("bench").resolve("classes.jsa");
    archive.toFile().deleteOnExit();
    ChildJvm.run(
        child(List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive), jars, main),
        VARIABLES);
    return child(List.of("-XX:SharedArchiveFile=" + archive), jars, main);
  }

  private static ProcessBuilder child(List<String> options, Pattern jars, Class<?> main) {
    return ChildJvm.of(options, ClassPath.of(jars), main);
  }
}
