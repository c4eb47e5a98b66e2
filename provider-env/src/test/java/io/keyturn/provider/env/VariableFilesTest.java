package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables with {@code _FILE} at their end: the value is in the file that they name. */
final class VariableFilesTest {
  private static final SecretLocation KEY = SecretLocation.parse("env://DB_PASSWORD");
  private static final SecretLocation OTHER = SecretLocation.parse("env://OTHER");
  private static final SecretLocation BOTH = SecretLocation.parse("env://BOTH");
  private static final SecretLocation PLAIN = SecretLocation.parse("env://PLAIN");

  @TempDir Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();
  private final SecretProvider provider = OtherProcess.provider(properties, variables);
  private Path file;
  private String canary;

  @BeforeEach
  void name_a_file() {
    file = directory.resolve("password");
    canary = LeakGuard.canary().text();
    variables.put("DB_PASSWORD_FILE", file.toString());
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  @Witness(Row.NAME_FILE)
  void the_value_is_in_the_file_that_the_variable_names() throws IOException {
    Files.writeString(file, canary);

    assertThat(read(KEY)).isEqualTo(canary);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          @,            @
          @\\n,         @
          @\\n\\n,      @
          @\\r\\n,      @
          @\\r\\n\\r\\n,@
          @\\n\\r,      @\\n\\r
          @\\r,         @\\r
          ' @\\t \\n',  ' @\\t '
          \\r\\n\\t@ \\n,'\\r\\n\\t@ '
          @\\n\\n@\\n,  @\\n\\n@
          """)
  @Witness({Row.NAME_FILE, Row.CRLF})
  void the_line_breaks_at_the_end_of_a_text_are_taken_off_and_nothing_else(
      String text, String value) throws IOException {
    Files.writeString(file, text.translateEscapes().replace("@", canary));

    assertThat(read(KEY)).isEqualTo(value.translateEscapes().replace("@", canary));
  }

  @Test
  void a_byte_order_mark_is_no_part_of_a_text() throws IOException {
    Files.writeString(file, "\uFEFF" + canary + "\r\n");

    assertThat(read(KEY)).isEqualTo(canary);
  }

  @Test
  @Witness(Row.NAME_FILE)
  void what_is_no_text_is_kept_byte_for_byte() throws IOException {
    byte[] binary = ("\u00ff\0" + canary + "\u00ff\r\n").getBytes(ISO_8859_1);
    Files.write(file, binary);

    assertThat(provider.fetch(KEY).secret(KEY, "~1").exposeBytes()).isEqualTo(binary);
  }

  @Test
  void json_in_the_file_is_read_by_field() throws IOException {
    Files.writeString(file, "{\"db\":{\"password\":\"" + canary + "\"}}\r\n");

    assertThat(read(SecretLocation.parse(KEY + "#/db/password"))).isEqualTo(canary);
  }

  @Test
  @Witness(Row.NAME_FILE)
  void both_are_a_format_error_that_names_the_variables_and_no_path() throws IOException {
    Files.writeString(file, canary);
    variables.put("DB_PASSWORD", canary);

    assertThatThrownBy(() -> provider.fetch(KEY))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("DB_PASSWORD and DB_PASSWORD_FILE are both set")
        .hasMessageNotContaining(directory.toString())
        .satisfies(LeakGuard::check);
  }

  @Test
  @Witness(Row.NAME_FILE)
  void of_both_an_empty_one_counts_as_unset() throws IOException {
    Files.writeString(file, canary);
    variables.put("DB_PASSWORD", "");
    variables.put("OTHER", canary);
    variables.put("OTHER_FILE", "");

    assertThat(read(KEY)).isEqualTo(canary);
    assertThat(read(OTHER)).isEqualTo(canary);
  }

  @Test
  void an_empty_path_alone_is_not_found() {
    variables.put("OTHER_FILE", "");

    assertThatThrownBy(() -> provider.fetch(OTHER)).isInstanceOf(SecretNotFoundException.class);
  }

  @Test
  @Witness({Row.SYSTEM_PROPERTY, Row.NAME_FILE})
  void a_property_comes_before_a_variable_each_by_itself_or_as_a_file() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), LeakGuard.canary().text());
    Files.writeString(file, canary);

    properties.put("DB_PASSWORD_FILE", file.toString());
    variables.put("DB_PASSWORD_FILE", other.toString());
    assertThat(read(KEY)).isEqualTo(canary);

    properties.put("OTHER", canary);
    variables.put("OTHER_FILE", other.toString());
    assertThat(read(OTHER)).isEqualTo(canary);

    properties.put("PLAIN_FILE", file.toString());
    variables.put("PLAIN", LeakGuard.canary().text());
    assertThat(read(PLAIN)).isEqualTo(canary);
  }

  @Test
  @Witness(Row.UPPER_SNAKE)
  void upper_snake_may_be_a_file_too() throws IOException {
    Files.writeString(file, canary + "\n");

    assertThat(read(SecretLocation.parse("env://db.password"))).isEqualTo(canary);
    assertThat(read(SecretLocation.parse("env://Db-Password"))).isEqualTo(canary);
  }

  @Test
  void a_path_goes_where_the_system_goes_through_links_and_back() throws IOException {
    Path real = Files.createDirectories(directory.resolve("real/below"));
    Files.createSymbolicLink(directory.resolve("link"), real);
    Files.writeString(directory.resolve("real/password"), canary);
    variables.put("DB_PASSWORD_FILE", directory + "/link/../password");

    assertThat(read(KEY)).isEqualTo(canary);
  }

  @Test
  void a_path_may_be_relative_to_the_working_directory() throws IOException {
    Files.writeString(file, canary);
    variables.put(
        "DB_PASSWORD_FILE", Path.of("").toAbsolutePath().relativize(file.toRealPath()).toString());

    assertThat(read(KEY)).isEqualTo(canary);
  }

  // ---- changes

  @Test
  @Witness(Row.NAME_FILE)
  void a_file_is_not_fixed_and_read_anew() throws IOException {
    Files.writeString(file, LeakGuard.canary().text());
    assertThat(provider.fetch(KEY).fixed()).isFalse();

    Files.writeString(file, canary);

    assertThat(read(KEY)).isEqualTo(canary);
  }

  @Test
  void a_batch_has_values_files_and_failures_together() throws IOException {
    Files.writeString(file, canary + "\n");
    variables.put("PLAIN", canary);
    variables.put("BOTH", canary);
    variables.put("BOTH_FILE", file.toString());
    variables.put("OTHER_FILE", directory.resolve("missing").toString());
    SecretLocation nowhere = SecretLocation.parse("env://NOWHERE");
    SecretLocation impossible = SecretLocation.parse("env://IMPOSSIBLE");
    properties.put("IMPOSSIBLE_FILE", canary + "\0");
    provider.fetch(KEY);
    Map<SecretLocation, Optional<String>> asked = new HashMap<>();
    for (SecretLocation one : Set.of(KEY, PLAIN, BOTH, OTHER, nowhere, impossible)) {
      asked.put(one, Optional.empty());
    }

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(asked);

    assertThat(asked).hasSizeLessThanOrEqualTo(provider.batchSize());
    assertThat(outcomes).containsOnlyKeys(asked.keySet());
    assertThat(value(outcomes, KEY)).isEqualTo(canary);
    assertThat(value(outcomes, PLAIN)).isEqualTo(canary);
    assertThat(failure(outcomes, BOTH)).isInstanceOf(SecretFormatException.class);
    assertThat(failure(outcomes, OTHER)).isInstanceOf(SecretNotFoundException.class);
    assertThat(failure(outcomes, nowhere)).isInstanceOf(SecretNotFoundException.class);
    assertThat(failure(outcomes, impossible)).isInstanceOf(SecretFormatException.class);
  }

  private static String value(Map<SecretLocation, Outcome> outcomes, SecretLocation at) {
    if (outcomes.get(at) instanceof Outcome.Fetched fetched) {
      return fetched.bundle().secret(at, "~1").exposeString();
    }
    throw new AssertionError("not fetched: " + outcomes.get(at));
  }

  private static SecretException failure(Map<SecretLocation, Outcome> outcomes, SecretLocation at) {
    if (outcomes.get(at) instanceof Outcome.Failed failed) {
      LeakGuard.check(failed.exception());
      return failed.exception();
    }
    throw new AssertionError("not failed: " + outcomes.get(at));
  }

  @Test
  void a_watch_hears_of_the_file_beside_what_cannot_be_watched() throws Exception {
    Files.writeString(file, LeakGuard.canary().text());
    variables.put("PLAIN", canary);
    variables.put("BOTH", canary);
    variables.put("BOTH_FILE", file.toString());
    properties.put("OTHER_FILE", canary + "\0");
    provider.fetch(KEY);
    BlockingQueue<SecretLocation> heard = new LinkedBlockingQueue<>();

    try (Watch watch = provider.watch(Set.of(KEY, PLAIN, BOTH, OTHER), heard::add)) {
      Files.writeString(file, canary);

      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(KEY);
      assertThat(watch).isNotSameAs(Watch.NONE);
    }
  }

  @Test
  void a_watch_of_values_alone_hears_nothing_and_may_be_asked_again() {
    variables.put("PLAIN", canary);

    try (Watch watch = provider.watch(Set.of(PLAIN), changed -> {})) {
      assertThat(watch).isNotSameAs(Watch.NONE);
    }
  }

  // ---- failures say that there is a file, and never its path, which may be a secret

  @Test
  @Witness({Row.NAME_FILE, Row.MISSING})
  void a_missing_file_is_not_found() {
    variables.put("DB_PASSWORD_FILE", canary);

    assertFails(SecretNotFoundException.class, "there is no such file");
  }

  @Test
  @Witness(Row.EMPTY)
  void a_file_of_nothing_but_line_breaks_is_empty() throws IOException {
    for (String text : new String[] {"", "\n", "\r\n\r\n"}) {
      Files.writeString(secretlyNamed(), text);

      assertFails(SecretFormatException.class, "the file is empty");
    }
  }

  @Test
  @Witness(Row.NUL)
  void a_file_of_nothing_but_nul_bytes_is_a_format_error() throws IOException {
    Files.writeString(secretlyNamed(), "\0\0");

    assertFails(SecretFormatException.class, "the file has nothing but NUL bytes");
  }

  @Test
  @Witness(Row.NO_FILE)
  void a_directory_is_a_format_error() throws IOException {
    Files.createDirectory(secretlyNamed());

    assertFails(SecretFormatException.class, "it is a directory, where a file is meant");
  }

  @Test
  void a_path_that_is_none_is_a_format_error() {
    properties.put("DB_PASSWORD_FILE", canary + "\0");

    assertFails(SecretFormatException.class, "its path is not a path on this system");
  }

  /** A path that is a secret, which the variable names. */
  private Path secretlyNamed() {
    Path named = directory.resolve(canary);
    variables.put("DB_PASSWORD_FILE", named.toString());
    return named;
  }

  private void assertFails(Class<? extends SecretException> leaf, String reason) {
    assertThatThrownBy(() -> provider.fetch(KEY))
        .isInstanceOf(leaf)
        .hasMessageContaining("DB_PASSWORD: the file that DB_PASSWORD_FILE names: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining(directory.toString())
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  private String read(SecretLocation location) {
    byte[] value = provider.fetch(location.bundle()).secret(location, "~1").exposeBytes();
    return new String(value, UTF_8);
  }
}
