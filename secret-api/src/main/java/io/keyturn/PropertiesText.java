package io.keyturn;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Reads a properties file: UTF-8, values stripped. A backslash stands for itself, except at the end
 * of a line, which it joins to the next.
 */
final class PropertiesText {
  private static final Pattern COMMENT = Pattern.compile("[ \\t\\f]*[#!]");

  /**
   * A key and its text.
   *
   * @param line where it begins; the first is 1
   */
  record Entry(int line, String key, String text) {}

  private PropertiesText() {}

  /**
   * Reads the bytes of a file.
   *
   * @throws IllegalArgumentException if they are not UTF-8
   */
  static List<Entry> read(byte[] bytes) {
    String[] lines = decoded(bytes).split("\r\n|\r|\n", -1);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      int line = i + 1;
      StringBuilder whole = new StringBuilder(lines[i]);
      boolean comment = COMMENT.matcher(whole).lookingAt(); // which no backslash continues
      while (!comment && lines[i].endsWith("\\") && i + 1 < lines.length) {
        whole.append('\n').append(lines[++i]);
      }
      parse(whole.toString())
          .forEach((key, text) -> entries.add(new Entry(line, (String) key, text(text))));
    }
    return entries;
  }

  private static String text(Object value) {
    return ((String) value).strip();
  }

  private static String decoded(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the file is not UTF-8; save it as that");
    }
  }

  /** At most one key and its text. */
  private static Properties parse(String line) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(literalBackslashes(line)));
    } catch (IOException e) { // a StringReader has none
      throw new IllegalArgumentException("the file cannot be read");
    }
    return properties;
  }

  /** Doubles the backslashes within lines, which Properties would otherwise drop without a word. */
  private static String literalBackslashes(String text) {
    return text.replaceAll("\\\\(?!\\n|\\z)", "\\\\\\\\");
  }
}
