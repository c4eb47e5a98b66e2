package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a JVM has to do for a start: the classes it loads are most of that, and the first lambda
 * costs as much as a hundred of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StartTest {
  private static final int MOST = 130;

  private List<String> loaded = List.of();

  @BeforeAll
  void start_a_jvm() throws Exception {
    ProcessBuilder jvm =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-cp",
            ChildJvm.classPath(StartingChild.class, EnvSecretProvider.class),
            StartingChild.class.getName());
    Map<String, String> variables = jvm.environment();
    variables.put("KEYTURN_REQUIRED", "USER_A,USER_B");
    variables.put("USER_A", LeakGuard.canary().text());
    variables.put("USER_B", LeakGuard.canary().text());
    Process child = jvm.redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).as("the child ended").isTrue();
    LeakGuard.check(said);
    assertThat(said).contains("read Secret[").contains("io.keyturn.Secrets source:");
    loaded = said.lines().filter(line -> line.contains("io.keyturn.")).toList();
  }

  @Test
  void a_start_makes_no_lambda() {
    assertThat(loaded).noneMatch(line -> line.contains("Lambda"));
  }

  @Test
  void a_start_loads_few_classes() {
    assertThat(loaded).hasSizeBetween(MOST / 2, MOST);
  }
}
