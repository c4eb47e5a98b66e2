package io.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link SecretBundle#secret} takes out of a bundle. */
final class SelectionTest {
  private static final int KIB = 1024;

  private static String read(String rest, SecretBundle bundle) {
    return secret(rest, bundle).exposeString();
  }

  private static Secret secret(String rest, SecretBundle bundle) {
    return bundle.secret(SecretLocation.relative("store", rest), "1");
  }

  private static Throwable failure(String rest, SecretBundle bundle) {
    return catchThrowable(() -> secret(rest, bundle));
  }

  // ---- fields

  @Test
  void a_field_is_read_by_its_name() {
    assertThat(read("p#b", SecretBundle.of(Map.of("a", "1", "b", "2")))).isEqualTo("2");
  }

  @Test
  void a_missing_field_is_not_found_and_the_others_are_listed(Canary canary) {
    Throwable thrown = failure("p#c", SecretBundle.of(Map.of("a", canary.text())));

    assertThat(thrown)
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining(": no field 'c'; its fields are a. ");
  }

  @Test
  void fields_without_one_named_are_a_format_error_that_lists_them() {
    SecretBundle bundle = SecretBundle.builder().field("a", "1").field("b", "2").build();

    assertThat(failure("p", bundle))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("its fields are a, b; name one with #field");
  }

  @Test
  void a_text_field_may_hold_json_of_its_own() {
    SecretBundle bundle = SecretBundle.of(Map.of("db", "{\"user\":\"u\"}"));

    assertThat(read("p#db", bundle)).isEqualTo("{\"user\":\"u\"}");
    assertThat(read("p#/db/user", bundle)).isEqualTo("u");
  }

  @Test
  void a_field_whose_name_begins_with_a_slash_is_reached_by_a_pointer() {
    assertThat(read("p#/~1x~0y", SecretBundle.of(Map.of("/x~y", "1")))).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({"\"text\", text", "12.50, 12.50", "true, true", "1e400, 1e400"})
  void a_json_field_is_its_text(String json, String text) {
    SecretBundle bundle = SecretBundle.builder().jsonField("f", json).build();

    assertThat(read("p#f", bundle)).isEqualTo(text);
  }

  @Test
  void a_json_field_that_is_null_is_not_found() {
    assertThat(failure("p#f", SecretBundle.builder().jsonField("f", "null").build()))
        .isInstanceOf(SecretNotFoundException.class);
  }

  @Test
  void a_json_field_that_is_an_object_is_read_by_a_pointer() {
    SecretBundle bundle = SecretBundle.builder().jsonField("f", "{\"a\":[1,{\"b\":2}]}").build();

    assertThat(read("p#/f/a/1/b", bundle)).isEqualTo("2");
    assertThat(failure("p#f", bundle))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("pointer");
  }

  // ---- a whole that is JSON

  @Test
  void a_whole_without_a_field_named_is_that_text() {
    assertThat(read("p", SecretBundle.of("{\"a\": 1}"))).isEqualTo("{\"a\": 1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          p#text        | plain
          p#escaped     | a"b\\c/é😀
          p#number      | 1.0
          p#big         | 123456789012345678901234567890
          p#yes         | true
          p#/deep/a/1/b | found
          p#/deep/a/0   | 7
          p#a%2Fb       | slash
          p#/a~1b       | slash
          p#/m~0n       | tilde
          p#/           | no name
          """)
  void a_member_of_json_is_its_text(String rest, String text) {
    String json =
        """
        {"text": "plain", "escaped": "a\\"b\\\\c\\/\\u00e9\\ud83d\\ude00", "number": 1.0,
         "big": 123456789012345678901234567890, "yes": true, "nothing": null,
         "deep": {"a": [7, {"b": "found"}, []], "c": {}},
         "a/b": "slash", "m~n": "tilde", "": "no name"}
        """;

    assertThat(read(rest, SecretBundle.of(json))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p#missing",
        "p#nothing",
        "p#/nothing",
        "p#/deep/x",
        "p#/deep/a/9",
        "p#/deep/a/-1",
        "p#/deep/a/00",
        "p#/deep/a/-",
        "p#/text/x",
        "p#deep/a"
      })
  void what_is_not_there_or_null_is_not_found(String rest) {
    String json = "{\"nothing\": null, \"text\": \"t\", \"deep\": {\"a\": [7]}}";

    assertThat(failure(rest, SecretBundle.of(json))).isInstanceOf(SecretNotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p#object", "p#list", "p#/object", "p#/list/0"})
  void an_object_or_list_is_a_format_error_that_suggests_a_pointer(String rest) {
    String json = "{\"object\": {\"a\": 1}, \"list\": [[1]]}";

    assertThat(failure(rest, SecretBundle.of(json)))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("pointer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "",
        "{\"f\": %s}",
        "{\"f\": \"%s\"",
        "{\"f\": \"%s\"} x",
        "{\"f\": \"%s\"}{}",
        "{'f': '%s'}",
        "{\"f\": \"%s\",}",
        "{\"f\": \"%s\", \"f\": \"%s\"}",
        "{\"f\": \"%s\", \"g\": {\"h\": 1, \"h\": 2}}",
        "[\"%s\"] [",
        "{\"f\": NaN}",
        "{\"f\": \"%s\ttab\"}",
        "{\"f\": 01}",
        "\"%s\"",
        "// %s\n{\"f\": 1}"
      })
  void what_is_no_whole_json_object_is_a_format_error_that_quotes_nothing(String json) {
    Canary canary = LeakGuard.canary();

    Throwable thrown = failure("p#f", SecretBundle.of(json.replace("%s", canary.text())));

    assertThat(thrown).isInstanceOf(SecretFormatException.class).hasNoCause();
    LeakGuard.check(thrown);
  }

  @Test
  void json_that_is_not_utf_8_is_a_format_error() {
    byte[] json = "{\"f\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(failure("p#f", SecretBundle.builder().bytes(json).build()))
        .isInstanceOf(SecretFormatException.class);
  }

  @Test
  void json_with_half_a_surrogate_pair_is_a_format_error() {
    assertThat(failure("p#f", SecretBundle.of("{\"f\": \"\\ud83d\"}")))
        .isInstanceOf(SecretFormatException.class);
  }

  @Test
  void json_deeper_than_the_parser_goes_is_a_format_error() {
    String json = "{\"f\": 1, \"g\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(failure("p#f", SecretBundle.of(json))).isInstanceOf(SecretFormatException.class);
  }

  @Test
  void a_byte_order_mark_before_json_is_passed_over() {
    assertThat(read("p#f", SecretBundle.of("\ufeff{\"f\": \"x\"}"))).isEqualTo("x");
  }

  @Test
  void a_text_that_is_no_json_tells_how_it_is_read_instead() {
    assertThat(failure("p#f", SecretBundle.of("plain text")))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("JSON");
  }

  // ---- trim and decode

  @Test
  void trim_takes_ascii_blanks_and_line_breaks_off_both_ends() {
    assertThat(read("p?trim", SecretBundle.of(" \t\r\n a b\u00a0\r\n\n"))).isEqualTo("a b\u00a0");
  }

  @Test
  void without_trim_blanks_stay() {
    assertThat(read("p", SecretBundle.of(" a\n"))).isEqualTo(" a\n");
  }

  @Test
  void base_64_is_decoded() {
    byte[] bytes = {0, -1, 62, 63};
    SecretBundle bundle = SecretBundle.of(Base64.getEncoder().encodeToString(bytes));

    assertThat(secret("p?decode=base64", bundle).exposeBytes()).isEqualTo(bytes);
  }

  @Test
  void trim_comes_before_decode() {
    SecretBundle bundle = SecretBundle.of(" IHggCg==\n");

    assertThat(read("p?trim&decode=base64", bundle)).isEqualTo(" x \n");
    assertThat(failure("p?decode=base64", bundle)).isInstanceOf(SecretFormatException.class);
  }

  @Test
  void a_field_is_decoded_too() {
    assertThat(read("p?decode=base64#f", SecretBundle.of(Map.of("f", "eA==")))).isEqualTo("x");
  }

  @Test
  void what_is_not_base_64_is_not_quoted(Canary canary) {
    Throwable thrown = failure("p?decode=base64", SecretBundle.of("%" + canary.text()));

    assertThat(thrown).isInstanceOf(SecretFormatException.class).hasNoCause();
    LeakGuard.check(thrown);
  }

  // ---- sizes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"p|''", "p?trim|' \n'", "p?trim&decode=base64|' '"})
  void empty_is_malformed_and_never_not_found(String rest, String text) {
    assertThat(failure(rest, SecretBundle.of(text)))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void an_empty_field_is_malformed() {
    assertThat(failure("p#f", SecretBundle.of(Map.of("f", ""))))
        .isInstanceOf(SecretFormatException.class);
    assertThat(failure("p#f", SecretBundle.of("{\"f\": \"\"}")))
        .isInstanceOf(SecretFormatException.class);
  }

  @Test
  void a_bundle_with_nothing_in_it_is_malformed() {
    assertThat(failure("p", SecretBundle.builder().build()))
        .isInstanceOf(SecretFormatException.class);
  }

  @Test
  void sixty_four_kib_are_read() {
    String text = "x".repeat(64 * KIB);

    assertThat(read("p", SecretBundle.of(text))).isEqualTo(text);
    assertThat(read("p#f", SecretBundle.of("{\"f\": \"" + text + "\"}"))).isEqualTo(text);
  }

  @Test
  void sixty_five_kib_are_a_format_error() {
    String text = "x".repeat(65 * KIB);

    assertThat(failure("p", SecretBundle.of(text)))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("64 KiB");
    assertThat(failure("p#f", SecretBundle.of("{\"f\": \"" + text + "\"}")))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("64 KiB");
  }

  @Test
  void the_limit_holds_after_trim_and_decode() {
    String blanks = " ".repeat(65 * KIB);
    String encoded = Base64.getEncoder().encodeToString(new byte[64 * KIB]);

    assertThat(read("p?trim", SecretBundle.of(blanks + "x"))).isEqualTo("x");
    assertThat(secret("p?decode=base64", SecretBundle.of(encoded)).exposeBytes()).hasSize(64 * KIB);
  }

  @Test
  void a_failure_tells_the_location_with_its_field() {
    assertThatThrownBy(() -> secret("p?version=2#c", SecretBundle.of(Map.of("a", "1"))))
        .hasMessageContaining("store://p?version=2#c");
  }
}
