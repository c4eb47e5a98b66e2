package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may not be read is denied, and what others may read is told. Root may read everything, so
 * the reader is a JVM of its own, which root starts as nobody, and which proves first that it
 * cannot read ({@link ReadingChild}).
 */
@DisabledOnOs(OS.WINDOWS)
final class PermissionTest {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  @TempDir Path directory;
  private final Map<String, String> variables = new HashMap<>();

  /** What the child is run by. */
  private final List<String> before = new ArrayList<>();

  @BeforeEach
  void let_others_in() throws IOException {
    permit(directory, "rwxr-xr-x");
  }

  @Test
  @Witness(Row.UNREADABLE)
  void a_file_without_permission_is_denied() throws Exception {
    Path file = secretFile("app.env");
    permit(file, "---------");

    assertThat(read(file, file))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read it");
  }

  @Test
  @Witness(Row.UNREADABLE)
  void a_directory_without_permission_is_denied() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    permit(volume, "---------");

    assertThat(read(volume, volume))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read it");
    permit(volume, "rwx------");
  }

  @Test
  @Witness(Row.UNREADABLE)
  void a_file_below_a_directory_without_permission_is_denied() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Path file = secretFile("volume/app.env");
    permit(volume, "---------");

    assertThat(read(file, file))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read it");
    permit(volume, "rwx------");
  }

  @Test
  @Witness(Row.UNREADABLE)
  void a_directory_with_a_file_without_permission_is_denied_as_a_whole() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    permit(volume, "rwxr-xr-x");
    permit(secretFile("volume/key"), "rw-r--r--");
    Path file = secretFile("volume/other");
    permit(file, "---------");

    assertThat(read(file, volume))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read a file in it");
  }

  @Test
  @Witness({Row.UNREADABLE, Row.NAME_FILE})
  void a_file_without_permission_that_a_variable_names_is_denied() throws Exception {
    Path file = secretFile("token");
    permit(file, "---------");
    variables.put("TOKEN_FILE", file.toString());

    assertThat(read(file, "env://TOKEN"))
        .isEqualTo(
            "ACCESS_DENIED: the file that TOKEN_FILE names: this process has no"
                + " permission to read it");
  }

  @Test
  @Witness(Row.OPEN)
  void a_file_that_is_told_to_be_open_is_one_that_others_can_read() throws Exception {
    Path closed = secretFile("closed");
    permit(closed, ROOT ? "rw-r-----" : "---------");
    Path open = secretFile("app.env");
    permit(open, "rw-r--r--");

    assertThat(read(closed, open))
        .startsWith("READ, others on this machine can read it: chmod o-r: SecretBundle");
  }

  @Test
  @Witness(Row.MOUNTED)
  void a_file_in_the_credentials_directory_of_systemd_may_be_open() throws Exception {
    Path closed = secretFile("closed");
    permit(closed, "---------");
    Path credentials = Files.createDirectory(directory.resolve("credentials"));
    permit(credentials, "r-xr-xr-x");
    permit(secretFile("credentials/token"), "r--r--r--");
    variables.put("CREDENTIALS_DIRECTORY", credentials.toString());

    assertThat(read(closed, credentials.resolve("token"))).startsWith("READ, no remark:");
    permit(credentials, "rwxr-xr-x");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @Witness(Row.MOUNTED)
  void a_file_that_is_mounted_by_itself_may_be_open() throws Exception {
    Path closed = secretFile("closed");
    permit(closed, "---------");
    Path outside = secretFile("outside");
    permit(outside, "rw-r--r--");
    Path mounted = Files.createFile(directory.resolve("token"));
    List<String> mount = mounting(outside, mounted);
    assumeTrue(ROOT && run(and(mount, "true")).isEmpty(), "this machine lets us mount");
    before.addAll(mount);

    assertThat(read(closed, mounted)).startsWith("READ, it is mounted by itself");
  }

  /** What runs a command that follows where one file is mounted over another. */
  private static List<String> mounting(Path file, Path point) {
    String script = "mount --bind \"$0\" \"$1\" && shift && exec \"$@\"";
    return List.of("unshare", "--mount", "sh", "-c", script, file.toString(), point.toString());
  }

  private static List<String> and(List<String> command, String more) {
    List<String> all = new ArrayList<>(command);
    all.add(more);
    return all;
  }

  private Path secretFile(String name) throws IOException {
    return Files.writeString(directory.resolve(name), "KEY=" + LeakGuard.canary().text());
  }

  private String read(Path unreadable, Path bundle) throws Exception {
    return read(unreadable, "file://" + bundle);
  }

  /** What the child says of a bundle, once it has proved that it cannot read the unreadable one. */
  private String read(Path unreadable, String bundle) throws Exception {
    List<String> command = new ArrayList<>(before);
    if (ROOT) {
      command.addAll(
          List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-cp", readableClassPath()));
    command.addAll(List.of(ReadingChild.class.getName(), unreadable.toString(), bundle));
    return run(command);
  }

  private String run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    Process child = builder.directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).as("the child ended").isTrue();
    LeakGuard.check(said);
    return said.strip();
  }

  /** Copies of the classes the child needs: nobody may have no way to where they are. */
  private String readableClassPath() throws IOException, URISyntaxException {
    List<String> copies = new ArrayList<>();
    for (Class<?> type :
        List.of(ReadingChild.class, FileSecretProvider.class, SecretLocation.class)) {
      Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path copy = directory.resolve(type.getSimpleName() + ".classes");
      Trees.copy(source, copy);
      permitAll(copy);
      copies.add(copy.toString());
    }
    return String.join(":", copies);
  }

  private static void permitAll(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        permit(path, "rwxr-xr-x");
      }
    }
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
