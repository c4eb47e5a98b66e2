package io.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretLocationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env://MAILJET_API_KEY                       | env      | MAILJET_API_KEY |
          vault-eu2://secret/mailjet#api_key          | vault-eu2| secret/mailjet  | api_key
          file:///run/secrets/db#password             | file     | /run/secrets/db | password
          aws://arn:aws:secretsmanager:eu:1:secret:a-Xy#k | aws | arn:aws:secretsmanager:eu:1:secret:a-Xy | k
          aws://prod/a+b@c=d/e:f&g;h*(i)!~$'[j]       | aws | prod/a+b@c=d/e:f&g;h*(i)!~$'[j] |
          a://b://c#d://e                             | a   | b://c           | d://e
          a://p/#/list/0/key                          | a   | p/              | /list/0/key
          a://with%20blank/%23%3F%2C%7B%7D%25#%2Fx    | a   | with blank/#?,{}% | /x
          a://in ner#fi eld                           | a   | in ner          | fi eld
          a://%20x%20#%20y%20                         | a   | ' x '           | ' y '
          a://caf%C3%A9/é/😀                          | a   | café/é/😀         |
          a://%2541                                   | a   | %41             |
          a://.../..a/b..                             | a   | .../..a/b..     |
          """)
  void it_is_read_from_left_to_right(String text, String store, String path, String field) {
    SecretLocation location = SecretLocation.parse(text);

    assertThat(location.store()).isEqualTo(store);
    assertThat(location.path()).isEqualTo(path);
    assertThat(location.field()).isEqualTo(Optional.ofNullable(field));
  }

  @Test
  void parameters_stand_between_path_and_field() {
    SecretLocation location = SecretLocation.parse("a://p?version=3&stage=x%26y=z&trim#f");

    assertThat(location.params())
        .containsExactlyInAnyOrderEntriesOf(Map.of("version", "3", "stage", "x&y=z", "trim", ""));
    assertThat(location.param("version")).contains("3");
    assertThat(location.param("other")).isEmpty();
  }

  /** The text, the position told (from 1), and what is told. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Vault://p                 | 1  | store id
          1a://p                    | 1  | store id
          a_b://p                   | 1  | store id
          ://p                      | 1  | store id
          a://                      | 5  | path is empty
          a://#f                    | 5  | path is empty
          a://?v=1                  | 5  | path is empty
          a://p#                    | 7  | field is empty
          a://p?                    | 7  | parameter's name
          a://p?=1                  | 7  | parameter's name
          a://p?V=1                 | 7  | parameter's name
          a://p?v=1&                | 11 | parameter's name
          a://p?v=1&v=2             | 11 | given twice
          a://p?v=1&v=1             | 11 | given twice
          a://p#f?v=1               | 8  | '?'
          a://p#f#g                 | 8  | '#'
          a://p?v=1?w=2             | 10 | '?'
          a://p,q                   | 6  | ','
          a://p{name}               | 6  | '{'
          a://p?v={name}            | 9  | '{'
          a://p\\q                  | 6  | use /
          a://p%                    | 6  | two hexadecimal digits
          a://p%4                   | 6  | two hexadecimal digits
          a://p%4g                  | 6  | two hexadecimal digits
          a://p%+1                  | 6  | two hexadecimal digits
          a://p%FF                  | 5  | not UTF-8
          a://p%C0%AF               | 5  | not UTF-8
          a://p%ED%A0%80            | 5  | not UTF-8
          a://..                    | 5  | segments
          a://p/../q                | 5  | segments
          a://p/./q                 | 5  | segments
          a://p/%2e%2e/q            | 5  | segments
          a://p%2f..%2fq            | 5  | segments
          a://p%00                  | 5  | control
          a://p%0Aq                 | 5  | control
          a://p#f%7F                | 7  | control
          a://p%C2%85               | 5  | control
          a://p?decode=hex          | 7  | base64
          a://p?decode              | 7  | base64
          a://p?trim=yes            | 7  | trim has no value
          """)
  void a_malformed_one_is_refused_by_position(String text, int position, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.parse(text.replace("\\\\", "\\")))
        .withMessageStartingWith("malformed location at character " + position + ": ")
        .withMessageContaining(what)
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:// p", "a://p ", "a://p# f", "a://p#f ", "a://p?v= 1", "a://p\u00a0"})
  void blanks_at_an_end_are_written_in_escapes(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.parse(text))
        .withMessageContaining("blank at an end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a://p\nq", "a://p\u0000", "a://p#\tf", "a://p\u0085q", "a://p\u007f"})
  void control_characters_are_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.parse(text))
        .withMessageContaining("control character");
  }

  @Test
  void half_of_a_surrogate_pair_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.parse("a://p\ud83dq"))
        .withMessageContaining("surrogate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%s", "a://p#%s#", "Key%s://p", "a://%s/..", "a://p?%s=1&%s=1", "a://p,%s"})
  void nothing_of_a_malformed_text_is_quoted(String pattern) {
    Canary canary = LeakGuard.canary();

    Throwable thrown =
        catchThrowable(() -> SecretLocation.parse(pattern.replace("%s", canary.text())));

    assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
    LeakGuard.check(thrown);
  }

  @Test
  void what_looks_like_the_secret_itself_is_to_be_rotated() {
    Canary key = LeakGuard.canary();

    Throwable thrown = catchThrowable(() -> SecretLocation.parse("sk_live_" + key.text()));

    assertThat(thrown).hasMessageContaining("rotate it");
    LeakGuard.check(thrown);
  }

  @Test
  void the_bundle_is_without_field_decode_and_trim() {
    SecretLocation location = SecretLocation.parse("a://p?decode=base64&trim&version=3#f");

    assertThat(location.bundle()).isEqualTo(SecretLocation.parse("a://p?version=3"));
  }

  @Test
  void a_bundle_is_its_own_bundle() {
    SecretLocation location = SecretLocation.parse("a://p?version=3");

    assertThat(location.bundle()).isSameAs(location);
  }

  @Test
  void the_order_of_parameters_means_nothing() {
    assertThat(SecretLocation.parse("a://p?b=1&a=2"))
        .isEqualTo(SecretLocation.parse("a://p?a=2&b=1"))
        .hasSameHashCodeAs(SecretLocation.parse("a://p?a=2&b=1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b://p?v=1#f", "a://q?v=1#f", "a://p?v=2#f", "a://p#f", "a://p?v=1"})
  void each_part_makes_it_another(String other) {
    assertThat(SecretLocation.parse("a://p?v=1#f")).isNotEqualTo(SecretLocation.parse(other));
  }

  @Test
  void parameters_cannot_be_changed() {
    Map<String, String> params = SecretLocation.parse("a://p?v=1").params();

    assertThatThrownBy(() -> params.put("w", "2"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_path_in_a_store_is_relative_to_it() {
    assertThat(SecretLocation.relative("vault", "secret/mailjet?version=3#key"))
        .isEqualTo(SecretLocation.parse("vault://secret/mailjet?version=3#key"));
  }

  @Test
  void a_relative_one_that_names_a_store_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.relative("vault", "aws://prod/mailjet#key"))
        .withMessageContaining("names a store");
  }

  @Test
  void positions_in_a_relative_one_count_from_its_own_beginning() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.relative("vault", "ab,c"))
        .withMessageContaining("at character 3:");
  }

  @Test
  void another_path_keeps_the_rest() {
    assertThat(SecretLocation.parse("a://p/?v=1#f").withPath("p"))
        .isEqualTo(SecretLocation.parse("a://p?v=1#f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/../b", "a\nb", ".", "a\ud83d"})
  void another_path_must_be_one(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretLocation.parse("a://p").withPath(path));
  }
}
