package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"A", "_", "MAILJET_API_KEY", "db.password", "a-1", "_9.-"})
  void letters_digits_and_three_marks_make_a_name(String name) {
    assertThat(Names.check(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "A B", "A/B", "A\nB", "A\n", "1A", ".a", "-a", "é", "A#B", "A=B"})
  void anything_else_is_none(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.check(name))
        .withMessageStartingWith("not a name: '")
        .withMessageEndingWith("(Keyturn docs/errors.md#name)");
  }

  @Test
  void a_name_has_at_most_127_characters() {
    assertThat(Names.isName("A".repeat(127))).isTrue();
    assertThat(Names.isName("A".repeat(128))).isFalse();
  }

  @Test
  void a_wrong_name_is_shown_on_one_line_and_cut_short() {
    assertThat(Names.shown("A\nB\u0000")).isEqualTo("'A\\u000aB\\u0000'");
    assertThat(Names.shown("x".repeat(100))).isEqualTo("'" + "x".repeat(40) + "…'");
  }
}
