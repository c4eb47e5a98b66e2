package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The dialect, line by line; the texts here are no secrets. */
final class DotenvTest {
  private static final SecretLocation FILE = SecretLocation.parse("file:///app.env");

  static List<Arguments> assignments() {
    return List.of(
        // plain
        Arguments.of("KEY=value", "value"),
        Arguments.of("KEY=", ""),
        Arguments.of("KEY", null),
        Arguments.of("  KEY\t=  two words \t", "two words"),
        Arguments.of("KEY=a=b==", "a=b=="),
        Arguments.of("KEY=it's \"so\"", "it's \"so\""),
        Arguments.of("KEY=C:\\new\\table", "C:\\new\\table"),
        Arguments.of("KEY=$HOME ${HOME} $(id)", "$HOME ${HOME} $(id)"),
        Arguments.of("KEY=schlüssel 漢字 😀", "schlüssel 漢字 😀"),
        Arguments.of("KEY=\u00a0x\u00a0", "\u00a0x\u00a0"),
        // export
        Arguments.of("export KEY=value", "value"),
        Arguments.of(" export\t KEY = value", "value"),
        Arguments.of("export KEY", null),
        // comments
        Arguments.of("# a comment\n\n \t\n  # another\nKEY=value", "value"),
        Arguments.of("KEY=a#b", "a#b"),
        Arguments.of("KEY=a #b", "a"),
        Arguments.of("KEY=a\t# b", "a"),
        Arguments.of("KEY=a# b", "a# b"),
        Arguments.of("KEY=#a", "#a"),
        Arguments.of("KEY= #a", ""),
        // single quotes
        Arguments.of("KEY='value'", "value"),
        Arguments.of("KEY=''", ""),
        Arguments.of("KEY=' a # b \\n \"c\" $d '", " a # b \\n \"c\" $d "),
        Arguments.of("KEY='value' # comment", "value"),
        Arguments.of("KEY='value'# comment", null),
        Arguments.of("KEY='value' more", null),
        Arguments.of("KEY='value", null),
        Arguments.of("KEY='value\n'", null),
        // double quotes
        Arguments.of("KEY=\"value\"", "value"),
        Arguments.of("KEY=\"\"", ""),
        Arguments.of("KEY=\" a # b 'c' $d \"", " a # b 'c' $d "),
        Arguments.of("KEY=\"\\n\\r\\t\\\\\\\"\\$\\`\"", "\n\r\t\\\"$`"),
        Arguments.of("KEY=\"\\\\n\"", "\\n"),
        Arguments.of("KEY=\"a\nb # c\n\nd\"", "a\nb # c\n\nd"),
        Arguments.of("KEY=\"a\r\nb\"\r\n", "a\nb"),
        Arguments.of("KEY=\"value\" # comment", "value"),
        Arguments.of("KEY=\"value\"more", null),
        Arguments.of("KEY=\"value", null),
        Arguments.of("KEY=\"value\\", null),
        Arguments.of("KEY=\"value\\\"", null),
        Arguments.of("KEY=\"\\x41\"", null),
        Arguments.of("KEY=\"a\\\nb\"", null),
        // names
        Arguments.of("1KEY=value", null),
        Arguments.of("MY KEY=value", null),
        Arguments.of("schlüssel=value", null),
        Arguments.of("=value", null),
        Arguments.of("KEY: value", null),
        Arguments.of("value", null),
        // the end of a base64 or base32 value is no name
        Arguments.of("KEY=\nOAUTH2_CLIENT_SECRET=\nmail.smtp-proxy= # none", ""),
        Arguments.of("KEY=\nc2VjcmV0c2VjcmV0=", null),
        Arguments.of("KEY=\nexport c2Vj_mV0 = # c", null),
        Arguments.of("KEY=\nc2V=", null),
        Arguments.of("KEY=\nONSWG4TFONSWG4TF=", null),
        Arguments.of("KEY==", null),
        Arguments.of("KEY= ==\t", null),
        Arguments.of("KEY='=='", "=="),
        Arguments.of("KEY=\"=\"\nclientSecret=''", "="),
        // ends of lines, control characters
        Arguments.of("KEY=value\r\nOTHER=x\r\n", "value"),
        Arguments.of("KEY=a\tb", "a\tb"),
        Arguments.of("KEY=a\rb", null),
        Arguments.of("KEY=a\u0000b", null),
        Arguments.of("KEY=a\u001bb", null),
        // twice
        Arguments.of("KEY=a\nOTHER=b\nKEY=a", null));
  }

  @ParameterizedTest
  @MethodSource("assignments")
  void each_form_of_a_line_is_its_value_or_an_error(String text, String value) {
    if (value == null) {
      assertThat(failure(text).reason()).matches("line \\d+ is malformed: [A-Za-z64\\\\\"$`,'= ]+");
    } else {
      assertThat(read(text)).containsEntry("KEY", value);
    }
  }

  @Test
  void names_may_have_dots_and_dashes_and_be_the_word_export() {
    assertThat(read("a.b-c_1=1\n_x=2\nexport = 3"))
        .containsExactly(Map.entry("a.b-c_1", "1"), Map.entry("_x", "2"), Map.entry("export", "3"));
    assertThat(read("exported=5")).containsEntry("exported", "5");
  }

  @Test
  void nothing_is_no_fields() {
    assertThat(read("")).isEmpty();
    assertThat(read("# only a comment")).isEmpty();
  }

  @Test
  void an_error_has_the_number_of_the_line_and_nothing_of_it() {
    String canary = LeakGuard.canary().text();
    Map.of(
            canary,
            3,
            Base64.getEncoder().encodeToString(canary.getBytes(UTF_8)),
            3,
            "KEY='" + canary,
            3,
            "KEY='" + canary + "' " + canary,
            3,
            "KEY=\"" + canary + "\nmore\n",
            3,
            "KEY=\"" + canary + "\n" + canary + "\\q\"",
            4,
            "KEY=" + canary + "\r" + canary,
            3,
            "FIRST=" + canary,
            3)
        .forEach(
            (line, number) -> {
              SecretFormatException failure = failure("FIRST=1\n\n" + line + "\nLAST=2");

              assertThat(failure.reason()).startsWith("line " + number + " ");
              assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
              LeakGuard.check(failure);
            });
  }

  @Test
  void any_value_in_double_quotes_is_read_as_it_was() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      String value = text(random, "ab \t\n\r\\\"'#$`{}=ü😀");

      assertThat(read("A=x\nKEY=" + DotenvHarness.quoted(value) + " # c\r\nB='y'"))
          .containsExactly(Map.entry("A", "x"), Map.entry("KEY", value), Map.entry("B", "y"));
    }
  }

  @Test
  void any_text_is_fields_or_one_of_the_errors() {
    Random random = new Random(4);
    int errors = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = text(random, "AB= \t\n\"'\\n#");
      try {
        read(text).forEach((name, value) -> assertThat(name).matches("[ABn]+"));
      } catch (SecretFormatException e) {
        errors++;
        assertThat(e.reason()).startsWith("line ");
      }
    }
    assertThat(errors).isBetween(100, 19_900);
  }

  private static String text(Random random, String alphabet) {
    int[] letters = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(12); left > 0; left--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }

  private static Map<String, String> read(String text) {
    return new Dotenv(FILE, text).fields();
  }

  private static SecretFormatException failure(String text) {
    SecretFormatException failure =
        catchThrowableOfType(SecretFormatException.class, () -> read(text));
    assertThat(failure).as("the failure").isNotNull();
    return failure;
  }
}
