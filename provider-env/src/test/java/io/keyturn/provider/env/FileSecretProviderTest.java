package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file or a directory is as a bundle; see {@link OutcomesTest} for what is none. */
final class FileSecretProviderTest extends InDirectory {
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
  @Witness(Row.ONE_VALUE)
  void any_other_file_is_one_value_byte_for_byte() throws IOException {
    byte[] binary = new byte[256];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) i;
    }
    write("key.p12", binary);
    write("token", " " + canary + " \n");

    assertThat(readBytes("key.p12")).isEqualTo(binary);
    assertThat(read("token")).isEqualTo(" " + canary + " \n");
    assertThat(read("token?trim")).isEqualTo(canary);
    assertThat(provider.fetch(at("token")).fields()).isEmpty();
  }

  @Test
  @Witness(Row.DIRECTORY)
  void the_fields_of_a_directory_are_its_visible_files_and_what_links_lead_to() throws IOException {
    makeDirectory("volume");
    makeDirectory("volume/below");
    makeDirectory("data");
    write("data/key", canary + "\n");
    link("volume/api.key", "../data/key");
    link("volume/nowhere", "../data/gone");
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
}
