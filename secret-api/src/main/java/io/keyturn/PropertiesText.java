package io.keyturn;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a properties file: UTF-8, each key once, values stripped. A backslash stands for itself,
 * except at the end of a line, which it joins to the next.
 */
final class PropertiesText {
  private PropertiesText() {}

  /**
   * Reads the bytes of a file.
   *
   * @throws IllegalArgumentException with a problem a line
   */
  static Map<String, String> read(byte[] bytes) {
    Once once = new Once();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      once.load(
          new StringReader(
              literalBackslashes(text.startsWith("\uFEFF") ? text.substring(1) : text)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the file is not UTF-8");
    } catch (IOException e) { // a StringReader has none
      throw new IllegalArgumentException("the file cannot be read");
    }
    if (!once.twice.isEmpty()) {
      throw new IllegalArgumentException("given twice: " + String.join(", ", once.twice));
    }
    return once.texts;
  }

  /** Doubles the backslashes within lines, which Properties would otherwise drop without a word. */
  private static String literalBackslashes(String text) {
    return text.replaceAll("\\\\(?!\\r?\\n|\\r|\\z)", "\\\\\\\\");
  }

  private static final class Once extends Properties {
    private static final long serialVersionUID = 1;
    private final transient Map<String, String> texts = new LinkedHashMap<>();
    private final transient List<String> twice = new ArrayList<>();

    @Override
    public synchronized Object put(Object key, Object value) {
      if (texts.put((String) key, ((String) value).strip()) != null) {
        twice.add((String) key);
      }
      return value;
    }
  }
}
