package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comes along with the provider, beside what Keyturn stands on anyway. */
final class SizeTest {
  private static final int MOST = 31;
  private static final String ANYWAY = "(keyturn|slf4j-api|jackson-core-2|jspecify).*";

  @Test
  void the_readme_and_the_page_say_how_many_jars_of_what_size() throws IOException {
    List<Path> jars = jars();
    double bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    String size = String.format(Locale.ROOT, "%d jars, %.1f MiB", jars.size(), bytes / (1 << 20));

    assertThat(jars).hasSizeBetween(MOST / 2, MOST);
    assertThat(Files.readString(Path.of("..", "README.md"))).contains(size);
    assertThat(Files.readString(Path.of("..", "docs", "providers", "aws.md"))).contains(size);
  }

  /** As Maven resolves them for a user: target/classpath. */
  private static List<Path> jars() throws IOException {
    String classPath = Files.readString(Path.of("target", "classpath")).strip();
    return Stream.of(classPath.split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> !jar.getFileName().toString().matches(ANYWAY) && Files.isRegularFile(jar))
        .toList();
  }
}
