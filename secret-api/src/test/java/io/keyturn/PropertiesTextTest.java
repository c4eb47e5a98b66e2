package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PropertiesTextTest {
  private static Map<String, String> read(String text) {
    return PropertiesText.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_line_is_a_key_and_a_text() {
    assertThat(read("keyturn.store = vault\nkeyturn.optional:A"))
        .containsExactly(Map.entry("keyturn.store", "vault"), Map.entry("keyturn.optional", "A"));
  }

  @Test
  void texts_are_stripped() {
    assertThat(read("a =  b c \t\u2003\r\n")).containsEntry("a", "b c");
  }

  @Test
  void comments_and_empty_lines_are_passed_over() {
    assertThat(read("# a = 1\n\n! b = 2\n  # c = 3\n")).isEmpty();
  }

  @Test
  void a_hash_within_a_line_is_text() {
    assertThat(read("a = secret/mailjet#key")).containsEntry("a", "secret/mailjet#key");
  }

  @Test
  void it_is_utf_8() {
    assertThat(read("schlüssel = é😀")).containsEntry("schlüssel", "é😀");
  }

  @Test
  void a_byte_order_mark_is_removed() {
    assertThat(read("\ufeffkeyturn.store = vault")).containsEntry("keyturn.store", "vault");
  }

  @Test
  void what_is_not_utf_8_is_refused() {
    byte[] latin = "a = é".getBytes(StandardCharsets.ISO_8859_1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PropertiesText.read(latin))
        .withMessageContaining("UTF-8")
        .withNoCause();
  }

  @Test
  void keys_given_twice_are_all_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("a = 1\nb = 1\na = 1\nb = 2\nc = 3"))
        .withMessage("given twice: a, b");
  }

  @Test
  void a_backslash_stands_for_itself() {
    assertThat(read("a = C:\\keys\\new\\u0041\\")).containsEntry("a", "C:\\keys\\new\\u0041");
  }

  @Test
  void a_backslash_at_the_end_of_a_line_joins_the_next() {
    assertThat(read("a = x,\\\n    y,\\\r\n  z\nb = 1"))
        .containsExactly(Map.entry("a", "x,y,z"), Map.entry("b", "1"));
  }

  @Test
  void of_two_backslashes_at_the_end_of_a_line_the_last_one_joins() {
    assertThat(read("a = x\\\\\nb = 1")).containsExactly(Map.entry("a", "x\\b = 1"));
  }
}
