package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may not be read is denied. Root may read everything, so the reader is a JVM of its own,
 * which root starts as nobody, and which proves first that it cannot read ({@link ReadingChild}).
 */
@DisabledOnOs(OS.WINDOWS)
final class PermissionTest {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  @TempDir Path directory;

  @BeforeEach
  void let_others_in() throws IOException {
    permit(directory, "rwxr-xr-x");
  }

  @Test
  void a_file_without_permission_is_denied() throws Exception {
    Path file = secretFile("app.env");
    permit(file, "---------");

    assertThat(read(file, file))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read it");
  }

  @Test
  void a_directory_without_permission_is_denied() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    permit(volume, "---------");

    assertThat(read(volume, volume))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read it");
    permit(volume, "rwx------");
  }

  @Test
  void a_file_below_a_directory_without_permission_is_denied() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Path file = secretFile("volume/app.env");
    permit(volume, "---------");

    assertThat(read(file, file))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read it");
    permit(volume, "rwx------");
  }

  @Test
  void a_directory_with_a_file_without_permission_is_denied_as_a_whole() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    permit(volume, "rwxr-xr-x");
    permit(secretFile("volume/key"), "rw-r--r--");
    Path file = secretFile("volume/other");
    permit(file, "---------");

    assertThat(read(file, volume))
        .isEqualTo("ACCESS_DENIED: this process has no permission to read a file in it");
  }

  private Path secretFile(String name) throws IOException {
    return Files.writeString(directory.resolve(name), "KEY=" + LeakGuard.canary().text());
  }

  /** What the child says of a bundle, once it has proved that it cannot read the unreadable one. */
  private String read(Path unreadable, Path bundle) throws Exception {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(
          List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-cp", readableClassPath()));
    command.addAll(List.of(ReadingChild.class.getName(), unreadable.toString(), bundle.toString()));
    Process child =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
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
