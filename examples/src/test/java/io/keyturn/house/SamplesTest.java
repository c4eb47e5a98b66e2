package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every sample in a page or in Javadoc is, character for character, a marked region of a file that
 * is compiled and executed: {@code <!-- sample: path#region -->} stands before it.
 */
class SamplesTest {
  private static final String MARK = "<!-- sample: ([^#]+)#([a-z0-9-]+) -->";
  private static final Pattern FENCE =
      Pattern.compile("(?:" + MARK + "\\n+)?```(java|xml|text)\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern JAVADOC =
      Pattern.compile(
          "(?:" + MARK + "(?:\\n *\\*)+ *)?<pre>\\{@code\\n(.*?)\\n +\\* ?\\}</pre>",
          Pattern.DOTALL);

  private record Sample(Path page, String source, String region, String text) {}

  @TestFactory
  Stream<DynamicTest> every_sample_is_a_region_of_a_source_that_runs() {
    return samples()
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    sample.page + ": " + sample.source + "#" + sample.region,
                    () -> assertThat(sample.text).isEqualTo(region(sample.source, sample.region))));
  }

  @Test
  void there_are_samples_at_all() {
    assertThat(samples()).hasSizeGreaterThan(5);
  }

  private static Stream<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (Path page : Repository.pages()) {
      Matcher fence = FENCE.matcher(Repository.read(page));
      while (fence.find()) {
        if (fence.group(1) != null || fence.group(3).equals("java")) {
          samples.add(sample(page, fence.group(1), fence.group(2), fence.group(4)));
        }
      }
    }
    for (Path source : Repository.sources()) {
      Matcher javadoc = JAVADOC.matcher(Repository.read(source));
      while (javadoc.find()) {
        samples.add(
            sample(source, javadoc.group(1), javadoc.group(2), withoutStars(javadoc.group(3))));
      }
    }
    return samples.stream();
  }

  private static Sample sample(Path page, String source, String region, String text) {
    return new Sample(
        page,
        source == null ? "no source is named before the sample" : source,
        region == null ? "" : region,
        text);
  }

  private static String withoutStars(String javadoc) {
    return javadoc
        .lines()
        .map(line -> line.replaceFirst("^ *\\* ?", ""))
        .collect(Collectors.joining("\n"));
  }

  /**
   * The lines between {@code region x} and {@code endregion}, moved to the left. A blank last line
   * goes first: it would count as one that begins at the left.
   */
  private static String region(String source, String region) {
    List<String> lines = Repository.read(Repository.ROOT.resolve(source)).lines().toList();
    List<String> found = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.strip().matches("(//|<!--|#) endregion( -->)?")) {
        inside = false;
      }
      if (inside) {
        found.add(line);
      }
      if (line.strip().matches("(//|<!--|#) region " + Pattern.quote(region) + "( -->)?")) {
        inside = true;
      }
    }
    return String.join("\n", found).stripTrailing().stripIndent();
  }
}
