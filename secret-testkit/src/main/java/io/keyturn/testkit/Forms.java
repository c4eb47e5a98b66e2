package io.keyturn.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The forms in which a text can be told, each written as {@link #plain} writes what it is looked
 * for in.
 */
final class Forms {
  /** What Gson escapes besides. */
  private static final String FOR_HTML = "<>&='";

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

  private final Map<String, String> names = new LinkedHashMap<>();

  private Forms() {}

  /** The forms of a text, each with its name. */
  static Map<String, String> of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Forms forms = new Forms();
    forms.add(text, "plain");
    forms.base64(bytes);
    forms.url(text);
    forms.add(percentEach(bytes), "URL-encoded");
    forms.add(lowerEscapes(percentEach(bytes)), "URL-encoded");
    for (String delimiter : new String[] {"", ":", " "}) {
      HexFormat hex = HexFormat.ofDelimiter(delimiter);
      forms.add(hex.formatHex(bytes), "hex");
      forms.add(hex.withUpperCase().formatHex(bytes), "hex");
    }
    forms.json(text);
    forms.add(inside(Arrays.toString(bytes)), "an array of bytes");
    forms.add(inside(Arrays.toString(unsigned(bytes))), "an array of bytes");
    forms.add(inside(Arrays.toString(text.toCharArray())), "an array of characters");
    return forms.names;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] numbers = new int[bytes.length];
    Arrays.setAll(numbers, i -> Byte.toUnsignedInt(bytes[i]));
    return numbers;
  }

  private static String inside(String array) {
    return array.substring(1, array.length() - 1);
  }

  /** Bytes as characters, so that all is compared in one way, whatever its encoding. */
  static String plain(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private void add(String form, String name) {
    names.putIfAbsent(plain(form), name);
  }

  /** What stays the same in base64 whatever stands before and after: once for each alignment. */
  private void base64(byte[] bytes) {
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      int from = (before * 8 + 5) / 6;
      int to = shifted.length * 8 / 6;
      String form = Base64.getEncoder().encodeToString(shifted).substring(from, to);
      add(form, "base64");
      add(form.replace('+', '-').replace('/', '_'), "base64url");
    }
  }

  private void url(String text) {
    String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
    String path = form.replace("+", "%20");
    String rfc3986 = path.replace("*", "%2A").replace("%7E", "~");
    for (String url : new String[] {form, path, rfc3986}) {
      add(url, "URL-encoded");
      add(lowerEscapes(url), "URL-encoded");
    }
  }

  private static String lowerEscapes(String form) {
    return ESCAPE.matcher(form).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
  }

  private static String percentEach(byte[] bytes) {
    return "%" + HexFormat.ofDelimiter("%").withUpperCase().formatHex(bytes);
  }

  private void json(String text) {
    for (String unicode : new String[] {"", "\\u%04x", "\\u%04X"}) {
      String form = json(text, unicode, "");
      add(form, "JSON-escaped");
      add(form.replace("/", "\\/"), "JSON-escaped");
      add(json(text, unicode, FOR_HTML), "JSON-escaped");
    }
  }

  /** JSON's escapes; characters beyond ASCII stay where there is no format for them. */
  private static String json(String text, String unicode, String escaped) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int known = "\"\\\n\r\t\b\f".indexOf(c);
      if (known >= 0) {
        form.append('\\').append("\"\\nrtbf".charAt(known));
      } else if (c < ' ' || (c > '~' && !unicode.isEmpty()) || escaped.indexOf(c) >= 0) {
        form.append(String.format(unicode.isEmpty() ? "\\u%04x" : unicode, (int) c));
      } else {
        form.append(c);
      }
    }
    return form.toString();
  }
}
