package io.keyturn.testservers;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InstalledServerTest {

  private final InstalledServer server = sleeping("60");

  /** Any program will do as a server here: it sleeps, or ends at once when that is refused. */
  private static InstalledServer sleeping(String time) {
    return new InstalledServer(
        new Server.Recipe(
            "sleep",
            "1",
            List.of("sleep"),
            Optional.empty(),
            List.of(time),
            Map.of(),
            Map.of("where", "{host}:{port} {folder}")),
        Path.of("/bin"),
        Ports.free());
  }

  @Test
  void stops_at_once_and_can_be_started_again() {
    server.start();
    assertThat(server.isRunning()).isTrue();

    server.stop();
    assertThat(server.isRunning()).isFalse();

    server.start();
    assertThat(server.isRunning()).isTrue();
    server.stop();
    server.stop();
  }

  @Test
  void output_is_readable_by_its_owner_only() throws IOException {
    server.start();
    server.stop();

    assertThat(Files.getPosixFilePermissions(server.file("output").getParent()))
        .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);
  }

  @Test
  void files_are_written_once_before_it_starts() throws IOException {
    server.start();
    server.stop();
    Path file = server.file("where");
    assertThat(file).hasContent("127.0.0.1:" + server.port() + " " + file.getParent());

    Files.writeString(file, "changed");
    server.start();
    server.stop();

    assertThat(file).hasContent("changed");
  }

  @Test
  void one_that_ends_at_its_start_is_an_error_that_says_where_its_output_is() {
    InstalledServer refused = sleeping("no time");

    assertThatThrownBy(() -> Startup.start(refused, () -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A test server did not start; its output is in " + refused.file("output"));
    assertThat(refused.output()).contains("no time");
  }

  @Test
  void does_not_outlive_a_jvm_that_is_killed() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName())
            .start();
    try (BufferedReader out = jvm.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();

      jvm.destroyForcibly().waitFor();

      assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }

  /** Starts a server, says the id of its process, and never stops it. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] args) throws InterruptedException {
      sleeping("60").start();
      ProcessHandle shell = ProcessHandle.current().children().findFirst().orElseThrow();
      ProcessHandle program = awaitProgram(shell);
      System.out.println(program.pid());
      Thread.currentThread().join();
    }

    private static ProcessHandle awaitProgram(ProcessHandle shell) {
      while (true) {
        var program =
            shell
                .children()
                .filter(p -> p.info().command().filter(c -> c.endsWith("/sleep")).isPresent())
                .findFirst();
        if (program.isPresent()) {
          return program.get();
        }
        Thread.onSpinWait();
      }
    }
  }
}
