package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PropertiesTextTest {
  private static Map<String, String> read(String text) {
    Map<String, String> texts = new LinkedHashMap<>();
    entries(text).forEach(entry -> texts.put(entry.key(), entry.text()));
    return texts;
  }

  private static List<PropertiesText.Entry> entries(String text) {
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
  void an_entry_knows_the_line_it_begins_in() {
    String text = "a = 1\r\n\r# b \\\nb = x,\\\n   # y\n!\n\u2028c = 3\na = 2\n";

    assertThat(entries(text))
        .containsExactly(
            new PropertiesText.Entry(1, "a", "1"),
            new PropertiesText.Entry(4, "b", "x,# y"),
            new PropertiesText.Entry(7, "\u2028c", "3"),
            new PropertiesText.Entry(8, "a", "2"));
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
