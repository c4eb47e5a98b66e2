package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bytes of a file are: text in the three formats, and else what they are. */
final class EncodingTest extends InDirectory {
  private static final String MARK = "\uFEFF";

  /** A text in each format, with one field that is the canary. */
  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("app.env", "KEY=" + canary + "\nB=1\n");
    texts.put("app.properties", "KEY=" + canary + "\nB=1\n");
    texts.put("app.json", "{\n\"KEY\":\"" + canary + "\",\n\"B\":1}\n");
    return texts;
  }

  @Test
  void a_byte_order_mark_is_removed_from_text_and_kept_in_bytes() throws IOException {
    for (Map.Entry<String, String> text : texts().entrySet()) {
      write(text.getKey(), MARK + text.getValue());
      assertThat(read(text.getKey() + "#KEY")).isEqualTo(canary);
    }
    write("token", MARK + canary);

    assertThat(read("app.json")).startsWith("{");
    assertThat(read("token")).isEqualTo(MARK + canary);
  }

  @Test
  void text_that_is_not_utf_8_is_a_format_error() throws IOException {
    for (String name : texts().keySet()) {
      write(name, ("KEY=ü" + canary).getBytes(ISO_8859_1));
      assertFails(name, SecretFormatException.class, "the file is not UTF-8 text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE"})
  @Witness(Row.UTF_16)
  void utf_16_is_told_as_such_in_each_format(Charset charset) throws IOException {
    for (Map.Entry<String, String> text : texts().entrySet()) {
      write(text.getKey(), (MARK + text.getValue()).getBytes(charset));
      assertFails(
          text.getKey(), SecretFormatException.class, "the file is UTF-16: save it as UTF-8");
    }
  }

  @Test
  void utf_16_without_a_mark_is_told_by_its_nul_bytes() throws IOException {
    for (Map.Entry<String, String> text : texts().entrySet()) {
      write(text.getKey(), text.getValue().getBytes(UTF_16LE));
      assertFails(text.getKey(), SecretFormatException.class, "the file has a NUL byte");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE"})
  @Witness(Row.UTF_16)
  void one_value_of_utf_16_is_kept_and_is_no_text(Charset charset) throws IOException {
    byte[] bytes = (MARK + canary).getBytes(charset);
    write("token", bytes);

    assertThat(readBytes("token")).isEqualTo(bytes);
    assertThatThrownBy(() -> read("token"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("token: its bytes are not UTF-8 text")
        .satisfies(LeakGuard::check);
  }

  @Test
  @Witness(Row.NUL)
  void a_nul_byte_in_a_text_is_a_format_error() throws IOException {
    for (Map.Entry<String, String> text : texts().entrySet()) {
      write(text.getKey(), text.getValue().replace(canary, canary + "\0"));
      assertFails(text.getKey(), SecretFormatException.class, "the file has a NUL byte");
    }
  }

  @Test
  @Witness(Row.NUL)
  void one_value_keeps_its_nul_bytes() throws IOException {
    write("token", "\0" + canary + "\0\0");
    makeDirectory("volume");
    write("volume/key", "\0" + canary + "\0");

    assertThat(read("token")).isEqualTo("\0" + canary + "\0\0");
    assertThat(read("volume#key")).isEqualTo("\0" + canary + "\0");
  }

  @Test
  @Witness(Row.NUL)
  void nothing_but_nul_bytes_is_what_a_crash_left_and_a_format_error() throws IOException {
    for (String name : new String[] {"app.env", "app.json", "app.properties", "token"}) {
      write(name, "\0".repeat(100));
      assertFails(name, SecretFormatException.class, "the file has nothing but NUL bytes");
    }
  }

  @Test
  @Witness(Row.NUL)
  void a_directory_with_a_file_of_nothing_but_nul_bytes_fails_as_a_whole() throws IOException {
    makeDirectory("volume");
    write("volume/key", canary);
    write("volume/other", "\0\0\0");

    assertFails(
        "volume", SecretFormatException.class, "its file 'other' has nothing but NUL bytes");
  }

  @Test
  @Witness(Row.CRLF)
  void lines_of_a_text_may_end_with_crlf() throws IOException {
    for (Map.Entry<String, String> text : texts().entrySet()) {
      write(text.getKey(), text.getValue().replace("\n", "\r\n"));

      assertThat(read(text.getKey() + "#KEY")).isEqualTo(canary);
      assertThat(read(text.getKey() + "#B")).isEqualTo("1");
    }
  }

  @Test
  @Witness(Row.CRLF)
  void one_value_keeps_its_crlf_unless_it_is_trimmed() throws IOException {
    write("token", canary + "\r\n");

    assertThat(read("token")).isEqualTo(canary + "\r\n");
    assertThat(read("token?trim")).isEqualTo(canary);
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
}
