package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileSecretProviderTest {
  private static final String MARK = "\uFEFF";

  @TempDir Path directory;
  private SecretProvider provider;
  private String canary;

  @BeforeEach
  void open() {
    provider = new FileSecretProvider(directory);
    canary = LeakGuard.canary().text();
  }

  @ParameterizedTest
  @CsvSource({
    ".env, DOTENV",
    "app.env, DOTENV",
    ".env.local, DOTENV",
    "APP.ENV, DOTENV",
    "secrets.json, JSON",
    ".env.json, JSON",
    "app.properties, PROPERTIES",
    "token, BYTES",
    "env, BYTES",
    "key.pem, BYTES",
    "token?format=dotenv, DOTENV",
    "app.env?format=bytes, BYTES",
    "app.env?format=properties, PROPERTIES",
    "token?format=json, JSON",
  })
  void the_format_is_what_the_location_says_else_the_name(String path, FileFormat format) {
    assertThat(FileFormat.of(at(path))).isEqualTo(format);
  }

  @Test
  void a_byte_order_mark_is_removed_from_text_and_kept_in_bytes() throws IOException {
    write("app.env", MARK + "KEY=" + canary);
    write("app.properties", MARK + "KEY=" + canary);
    write("app.json", MARK + "{\"KEY\":\"" + canary + "\"}");
    write("token", MARK + canary);

    assertThat(read("app.env#KEY")).isEqualTo(canary);
    assertThat(read("app.properties#KEY")).isEqualTo(canary);
    assertThat(read("app.json#KEY")).isEqualTo(canary);
    assertThat(read("app.json")).startsWith("{");
    assertThat(read("token")).isEqualTo(MARK + canary);
  }

  @Test
  void an_empty_file_is_malformed_and_not_missing() throws IOException {
    for (String name : new String[] {"app.env", "app.json", "app.properties", "token"}) {
      write(name, "");
      assertFails(name, SecretFormatException.class, "the file is empty");
    }
    write("app.env", MARK);
    assertFails("app.env", SecretFormatException.class, "the file is empty");
  }

  @Test
  void text_that_is_not_utf_8_is_a_format_error() throws IOException {
    Files.write(directory.resolve("app.env"), ("KEY=ü" + canary).getBytes(ISO_8859_1));
    Files.write(directory.resolve("app.properties"), ("KEY=" + canary).getBytes(UTF_16));

    assertFails("app.env", SecretFormatException.class, "not UTF-8");
    assertFails("app.properties", SecretFormatException.class, "not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "app.json, '{\"KEY\":\"@\\ud83d\"}', half of a surrogate pair",
    "app.properties, KEY=@\\ud83d, half of a surrogate pair",
    "app.env, 'KEY=\"@\\ud83d\"', a backslash"
  })
  void an_escape_for_half_of_a_surrogate_pair_is_a_format_error(
      String file, String text, String reason) throws IOException {
    write(file, text.replace("@", canary));

    assertThatThrownBy(() -> read(file + "#KEY"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason)
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  @Test
  void a_file_of_1_MiB_is_read_and_one_byte_more_is_a_format_error() throws IOException {
    Files.write(directory.resolve("token"), new byte[SecretBundle.MAX_BYTES]);
    Files.write(directory.resolve("larger"), new byte[SecretBundle.MAX_BYTES + 1]);

    assertThat(provider.fetch(at("token")).size()).isEqualTo(SecretBundle.MAX_BYTES);
    assertFails("larger", SecretFormatException.class, "larger than 1 MiB");
  }

  @Test
  void files_of_a_directory_are_at_most_1_MiB_together() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Files.write(volume.resolve("a"), new byte[SecretBundle.MAX_BYTES / 2]);
    Files.write(volume.resolve("b"), new byte[SecretBundle.MAX_BYTES / 2]);
    assertThat(provider.fetch(at("volume")).size()).isEqualTo(SecretBundle.MAX_BYTES);

    Files.write(volume.resolve("c"), new byte[1]);

    assertFails("volume", SecretFormatException.class, "larger than 1 MiB");
  }

  @Test
  void the_fields_of_a_directory_are_its_visible_files_and_what_links_lead_to() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Path data = Files.createDirectory(volume.resolve("..2026_11_24"));
    Files.writeString(data.resolve("key"), canary + "\n");
    Files.createSymbolicLink(volume.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(volume.resolve("api.key"), Path.of("..data", "key"));
    Files.createSymbolicLink(volume.resolve("nowhere"), Path.of("..data", "gone"));
    Files.createDirectory(volume.resolve("below"));
    write("volume/.hidden", canary);
    write("volume/empty", "");

    SecretBundle bundle = provider.fetch(at("volume"));

    assertThat(bundle.fields()).containsExactly("api.key", "empty");
    assertThat(read("volume#api.key")).isEqualTo(canary + "\n");
    assertThat(read("volume?trim#api.key")).isEqualTo(canary);
    assertThatThrownBy(() -> read("volume#empty")).isInstanceOf(SecretFormatException.class);
    assertThatThrownBy(() -> read("volume#nowhere")).isInstanceOf(SecretNotFoundException.class);
  }

  @Test
  void a_directory_has_no_format() {
    assertFails(".env.d?format=dotenv", SecretNotFoundException.class, "no such file");
    assertThat(directory.resolve("volume").toFile().mkdir()).isTrue();

    assertFails("volume?format=dotenv", SecretFormatException.class, "only a file has a format");
  }

  @Test
  void what_leads_to_nothing_is_not_found() throws IOException {
    write("token", canary);
    Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));

    assertFails("missing", SecretNotFoundException.class, "no such file");
    assertFails("missing/key", SecretNotFoundException.class, "no such file");
    assertFails("link", SecretNotFoundException.class, "no such file");
    assertFails("token/key", SecretNotFoundException.class, "no such file");
  }

  @Test
  void what_the_file_system_cannot_do_is_unavailable() throws IOException {
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));

    assertFails("loop", SecretUnavailableException.class, "");
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(OS.WINDOWS)
  void a_pipe_or_a_device_is_a_format_error_and_no_field_and_nobody_hangs() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    for (Path pipe : new Path[] {directory.resolve("pipe"), volume.resolve("pipe")}) {
      Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
      assertThat(mkfifo.waitFor(5, TimeUnit.SECONDS) && mkfifo.exitValue() == 0).isTrue();
    }

    assertFails("pipe", SecretFormatException.class, "neither a file nor a directory");
    assertFails("/dev/zero", SecretFormatException.class, "neither a file nor a directory");
    assertThat(provider.fetch(at("volume")).fields()).isEmpty();
  }

  @Test
  void one_bundle_has_one_spelling() {
    SecretLocation normal = SecretLocation.parse("file://" + directory + "/app.env");

    assertThat(provider.normalize(at("app.env"))).isEqualTo(normal);
    assertThat(provider.normalize(at("/" + directory + "//app.env"))).isEqualTo(normal);
    assertThat(provider.normalize(at("app.env?format=dotenv"))).isEqualTo(normal);
    assertThat(provider.normalize(at("app.env?format=bytes")))
        .isEqualTo(SecretLocation.parse(normal + "?format=bytes"));
    assertThat(provider.normalize(at("a%3Fb%23c/")))
        .hasToString("file://" + directory + "/a%3Fb%23c");
  }

  @Test
  void other_parameters_and_formats_are_refused_unquoted() {
    for (String params : new String[] {"form=" + canary, "format=" + canary, "format"}) {
      assertThatThrownBy(() -> provider.normalize(at("app.env?" + params)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("format")
          .satisfies(LeakGuard::check);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private String read(String path) {
    SecretLocation location = at(path);
    return provider.fetch(location.bundle()).secret(location, "~1").exposeString();
  }

  private void assertFails(String path, Class<? extends SecretException> leaf, String reason) {
    assertThatThrownBy(() -> provider.fetch(at(path)))
        .isInstanceOf(leaf)
        .hasMessageContaining(reason)
        .hasMessageContaining(path)
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  private static SecretLocation at(String path) {
    return SecretLocation.relative("file", path);
  }
}
