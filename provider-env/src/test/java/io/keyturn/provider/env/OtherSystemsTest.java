package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of Windows and of macOS, each in a file system in memory. */
final class OtherSystemsTest {
  private final List<AutoCloseable> opened = new ArrayList<>();
  private String canary;

  @BeforeEach
  void plant() {
    canary = LeakGuard.canary().text();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private FileSystem windows() {
    Configuration configuration =
        Configuration.windows().toBuilder().setRoots("C:\\", "\\\\server\\share\\").build();
    return open(Jimfs.newFileSystem(configuration));
  }

  /** With the views that the JDK has on macOS. */
  private FileSystem macos() {
    Configuration configuration =
        Configuration.osX().toBuilder()
            .setAttributeViews("basic", "owner", "posix", "unix")
            .setDefaultAttributeValue("posix:permissions", "rwxr-xr-x")
            .build();
    return open(Jimfs.newFileSystem(configuration));
  }

  private <C extends AutoCloseable> C open(C one) {
    opened.add(0, one);
    return one;
  }

  private SecretProvider provider(Path directory) {
    return open(new FileSecretProvider(directory, Access.WARN, new Unhurried()));
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, text);
  }

  /** As the engine reads: what was spelt by the provider. */
  private static String read(SecretProvider provider, String text) {
    SecretLocation location = SecretLocation.parse(text);
    SecretLocation bundle = provider.normalize(location.bundle());
    return new String(provider.fetch(bundle).secret(location, "~1").exposeBytes(), UTF_8);
  }

  private static String spelt(SecretProvider provider, String text) {
    return provider.normalize(SecretLocation.parse(text)).toString();
  }

  // ---- Windows

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file://C:/secrets/app.env",
        "file:///C:/secrets/app.env",
        "file:///C://secrets//app.env",
        "file://app.env",
        "file://C:%5Csecrets%5Capp.env",
      })
  @Witness(Row.WINDOWS)
  void a_path_of_windows_has_one_spelling_with_slashes_and_is_read(String text) throws IOException {
    FileSystem windows = windows();
    write(windows.getPath("C:\\secrets\\app.env"), "KEY=" + canary + "\r\n");
    SecretProvider provider = provider(windows.getPath("C:\\secrets"));

    assertThat(spelt(provider, text)).isEqualTo("file://C:/secrets/app.env");
    assertThat(read(provider, text + "#KEY")).isEqualTo(canary);
  }

  @Test
  @Witness(Row.WINDOWS)
  void a_path_on_another_machine_is_read() throws IOException {
    FileSystem windows = windows();
    write(windows.getPath("\\\\server\\share\\keys\\app.env"), "KEY=" + canary);
    SecretProvider provider = provider(windows.getPath("C:\\secrets"));
    SecretProvider there = provider(windows.getPath("\\\\server\\share\\keys"));
    String text = "file:////server/share/keys/app.env";

    assertThat(spelt(provider, text)).isEqualTo(text);
    assertThat(read(provider, text + "#KEY")).isEqualTo(canary);
    assertThat(spelt(there, "file://app.env")).isEqualTo(text);
    assertThat(read(there, "file://app.env#KEY")).isEqualTo(canary);
  }

  @Test
  @Witness(Row.WINDOWS)
  void a_backslash_is_refused_and_no_way_up_is_hidden_in_one() {
    SecretProvider provider = provider(windows().getPath("C:\\secrets"));

    assertThatThrownBy(() -> SecretLocation.parse("file://C:\\secrets\\app.env"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a backslash; use /");
    assertThatThrownBy(() -> spelt(provider, "file://below%5C..%5C..%5Capp.env"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'.' and '..' are no segments of a path");
  }

  @Test
  void every_form_and_every_failure_is_on_windows_what_it_is_elsewhere() throws IOException {
    FileSystem windows = windows();
    Path secrets = windows.getPath("C:\\secrets");
    write(secrets.resolve("app.json"), "{\"a\":{\"b\":\"" + canary + "\"}}");
    write(secrets.resolve("app.properties"), "a.b = " + canary + "\r\n");
    write(secrets.resolve(".env.local"), "KEY=" + canary);
    write(secrets.resolve("token"), canary + "\r\n");
    write(secrets.resolve("volume\\KEY"), canary);
    Files.createSymbolicLink(secrets.resolve("link"), windows.getPath("token"));
    Files.createSymbolicLink(secrets.resolve("loop"), windows.getPath("loop"));
    SecretProvider provider = provider(secrets);

    assertThat(read(provider, "file://app.json#/a/b")).isEqualTo(canary);
    assertThat(read(provider, "file://app.properties#a.b")).isEqualTo(canary);
    assertThat(read(provider, "file://.env.local#KEY")).isEqualTo(canary);
    assertThat(read(provider, "file://token?trim")).isEqualTo(canary);
    assertThat(read(provider, "file://link?trim")).isEqualTo(canary);
    assertThat(read(provider, "file://volume#KEY")).isEqualTo(canary);
    assertThatThrownBy(() -> read(provider, "file://missing"))
        .isInstanceOf(SecretNotFoundException.class);
    assertThatThrownBy(() -> read(provider, "file://token/below"))
        .isInstanceOf(SecretNotFoundException.class);
    assertThatThrownBy(() -> read(provider, "file://volume?format=bytes"))
        .isInstanceOf(SecretFormatException.class);
    assertThatThrownBy(() -> read(provider, "file://loop"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("circle");
  }

  @Test
  void a_rewritten_file_is_read_anew_on_windows() throws IOException {
    FileSystem windows = windows();
    Path file = write(windows.getPath("C:\\secrets\\token"), LeakGuard.canary().text());
    SecretProvider provider = provider(windows.getPath("C:\\secrets"));
    read(provider, "file://token");

    write(file, canary);

    assertThat(read(provider, "file://token")).isEqualTo(canary);
  }

  @Test
  void a_name_that_windows_does_not_have_is_refused_unquoted() {
    SecretProvider provider = provider(windows().getPath("C:\\secrets"));

    assertThatThrownBy(() -> spelt(provider, "file://" + canary + "|key"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is not a path on this system")
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  // ---- macOS

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///Users/app/secrets/app.env",
        "file:////Users/app//secrets/app.env",
        "file://app.env",
      })
  @Witness(Row.MACOS)
  void a_path_of_macos_has_one_spelling_and_is_read(String text) throws IOException {
    FileSystem macos = macos();
    Path directory = macos.getPath("/Users/app/secrets");
    write(directory.resolve("app.env"), "KEY=" + canary);
    SecretProvider provider = provider(directory);

    assertThat(spelt(provider, text)).isEqualTo("file:///Users/app/secrets/app.env");
    assertThat(read(provider, text + "#KEY")).isEqualTo(canary);
  }

  @Test
  @Witness(Row.MACOS)
  void a_path_below_a_link_of_the_system_is_read() throws IOException {
    FileSystem macos = macos();
    write(macos.getPath("/private/var/app/token"), canary);
    Files.createSymbolicLink(macos.getPath("/var"), macos.getPath("private/var"));

    assertThat(read(provider(macos.getPath("/work")), "file:///var/app/token")).isEqualTo(canary);
  }

  @Test
  @Witness({Row.WINDOWS, Row.MACOS})
  void spellings_that_differ_by_case_are_two_bundles_of_one_file() throws IOException {
    FileSystem macos = macos();
    FileSystem windows = windows();
    write(macos.getPath("/Users/app/app.env"), "KEY=" + canary);
    write(windows.getPath("C:\\app\\app.env"), "KEY=" + canary);

    for (Path directory : Set.of(macos.getPath("/Users/app"), windows.getPath("C:\\app"))) {
      SecretProvider provider = provider(directory);
      assertThat(read(provider, "file://APP.env#KEY")).isEqualTo(canary);
      assertThat(spelt(provider, "file://APP.env")).isNotEqualTo(spelt(provider, "file://app.env"));
    }
  }

  @Test
  void permissions_are_looked_at_where_the_file_system_has_them() throws IOException {
    FileSystem macos = macos();
    Path token = write(macos.getPath("/Users/app/token"), canary);
    SecretProvider provider = provider(macos.getPath("/Users/app"));
    SecretLocation location = provider.normalize(SecretLocation.parse("file://token"));

    assertThat(provider.fetch(location).remark()).isPresent();
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(provider.fetch(location).remark()).isEmpty();
  }
}
