package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PropertiesTextTest {
  private static final SecretLocation FILE = SecretLocation.parse("file:///app.properties");

  @Test
  void properties_are_read_as_java_reads_them_in_their_order() {
    String text = "# comment\n! comment\n b.x = 1\\\n   2\na[0]-y:\\u00fc ü\\t#\nempty=\n";

    assertThat(read(text))
        .containsExactly(
            Map.entry("b.x", "12"), Map.entry("a[0]-y", "ü ü\t#"), Map.entry("empty", ""));
  }

  @Test
  @Witness(Row.CRLF)
  void crlf_ends_a_line() {
    assertThat(read("a=1\r\nb=2\r\n")).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
  }

  @Test
  void a_key_twice_is_a_format_error() {
    String canary = LeakGuard.canary().text();

    assertFormatError("a=" + canary + "\nb=2\na=" + canary, "twice");
  }

  @Test
  void a_malformed_escape_is_a_format_error() {
    String canary = LeakGuard.canary().text();

    assertFormatError("a=" + canary + "\\uz" + canary, "hexadecimal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s", // alone
        "a=1\n%s\n", // a value that went over its line
        "a=-----BEGIN KEY-----\n%s\n-----END KEY-----\n",
        "%s more",
        "%s+/=="
      })
  void what_is_not_a_key_is_never_taken_for_one(String text) {
    assertFormatError(text.replace("%s", LeakGuard.canary().text()), "not a name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token = abc\n%s", "token =\n  %s\n", "token = \\\n\n%s", "%s"})
  void the_end_of_a_base64_value_is_never_taken_for_a_key(String text) {
    String canary = LeakGuard.canary().text();
    for (String padded : List.of(canary, canary + "xx")) {
      String base64 = Base64.getEncoder().encodeToString(padded.getBytes(UTF_8));

      assertThat(base64).endsWith("=");
      assertFormatError(text.replace("%s", base64), "base64");
    }
  }

  @Test
  void a_value_that_is_joined_may_end_as_base64_does() {
    assertThat(read("a.b =\nOAUTH2_KEY:\ntoken = \\\n  c2VjcmV0c2VjcmV0=="))
        .containsExactly(
            Map.entry("a.b", ""),
            Map.entry("OAUTH2_KEY", ""),
            Map.entry("token", "c2VjcmV0c2VjcmV0=="));
  }

  private static void assertFormatError(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining(reason)
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  private static Map<String, String> read(String text) {
    return new PropertiesText(FILE, text).fields();
  }
}
