package io.keyturn.testpages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Runs short scripts. */
public final class Shell {
  private Shell() {}

  /** A command that ends at the first failure of a script. */
  public static List<String> command(String script) {
    return List.of("sh", "-ec", script);
  }

  /** Runs a process to its good end; it tells no canary. */
  public static void run(ProcessBuilder builder, String input)
      throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    try (Writer to = process.outputWriter(UTF_8)) {
      to.write(input);
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    LeakGuard.check(said);
    assertThat(process.waitFor()).as("the end of a process that said: %s", said).isZero();
  }
}
