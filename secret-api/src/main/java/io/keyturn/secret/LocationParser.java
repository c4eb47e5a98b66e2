package io.keyturn.secret;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes the text of locations; its errors give positions, never the text. */
final class LocationParser {
  private static final String RESERVED = "%#?,{}";
  private static final String RESERVED_IN_VALUE = RESERVED + "&";

  private final String text;

  private LocationParser(String text) {
    this.text = text;
  }

  static SecretLocation parse(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      throw new IllegalArgumentException(
          "not a location (store://path#field); if this is the secret itself, take it out of the configuration and rotate it");
    }
    String store = text.substring(0, scheme).intern(); // there are few, in many locations
    if (!isPlain(store)) {
      throw bad(0, "a store id is lower case letters, digits and '-', and begins with a letter");
    }
    return new LocationParser(text).rest(store, scheme + 3);
  }

  static SecretLocation relative(String store, String rest) {
    int scheme = rest.indexOf("://");
    if (scheme >= 0 && isPlain(rest.substring(0, scheme))) {
      throw bad(0, "it names a store; here only the path in this store is written");
    }
    return new LocationParser(rest).rest(store, 0);
  }

  /** What the id of a store and the name of a parameter are: {@code [a-z][a-z0-9-]*}. */
  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean inside = (c >= '0' && c <= '9') || c == '-';
      if ((c < 'a' || c > 'z') && !(inside && i > 0)) {
        return false;
      }
    }
    return !word.isEmpty();
  }

  private SecretLocation rest(String store, int from) {
    int hash = text.indexOf('#', from);
    int end = hash < 0 ? text.length() : hash;
    int question = text.substring(0, end).indexOf('?', from);
    String path = decode(from, question < 0 ? end : question, RESERVED);
    if (path.isEmpty()) {
      throw bad(from, "the path is empty");
    }
    checkSegments(path, from);
    SortedMap<String, String> params = question < 0 ? new TreeMap<>() : params(question + 1, end);
    return new SecretLocation(store, path, params, hash < 0 ? null : field(hash + 1));
  }

  private String field(int from) {
    String field = decode(from, text.length(), RESERVED);
    if (field.isEmpty()) {
      throw bad(from, "the field is empty");
    }
    return field.intern(); // the same ones in many locations
  }

  private SortedMap<String, String> params(int from, int end) {
    SortedMap<String, String> params = new TreeMap<>();
    int start = from;
    while (start <= end) {
      int ampersand = text.substring(0, end).indexOf('&', start);
      int stop = ampersand < 0 ? end : ampersand;
      param(start, stop, params);
      start = stop + 1;
    }
    return params;
  }

  private void param(int from, int end, SortedMap<String, String> params) {
    int equals = text.substring(0, end).indexOf('=', from);
    String name = text.substring(from, equals < 0 ? end : equals);
    if (!isPlain(name)) {
      throw bad(from, "a parameter's name is lower case letters, digits and '-'");
    }
    String value = equals < 0 ? "" : decode(equals + 1, end, RESERVED_IN_VALUE);
    if (params.put(name, value) != null) {
      throw bad(from, "a parameter given twice");
    }
    String wrong = wrongCommonParam(name, value);
    if (wrong != null) {
      throw bad(from, wrong);
    }
  }

  private static @Nullable String wrongCommonParam(String name, String value) {
    if (name.equals("decode") && !value.equals("base64")) {
      return "decode is base64 or left out";
    }
    return name.equals("trim") && !value.isEmpty() ? "trim has no value" : null;
  }

  private String decode(int from, int end, String reserved) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - from);
    for (int i = from; i < end; ) {
      i = decodeOne(i, from, end, reserved, bytes);
    }
    try {
      String decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      for (int i = 0; i < decoded.length(); i++) {
        if (Character.isISOControl(decoded.charAt(i))) {
          throw bad(from, "a control character");
        }
      }
      return decoded;
    } catch (CharacterCodingException e) {
      throw bad(from, "the %XX here are not UTF-8");
    }
  }

  private int decodeOne(int i, int from, int end, String reserved, ByteArrayOutputStream bytes) {
    int c = text.codePointAt(i);
    if (c == '%') {
      bytes.write(hex(i, end));
      return i + 3;
    }
    String wrong = wrongCharacter(c, reserved, i == from || i + Character.charCount(c) == end);
    if (wrong != null) {
      throw bad(i, wrong);
    }
    bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    return i + Character.charCount(c);
  }

  private static @Nullable String wrongCharacter(int c, String reserved, boolean atEnd) {
    if (c == '\\') {
      return "a backslash; use /";
    }
    if (reserved.indexOf(c) >= 0) {
      return String.format("'%c' stands for itself nowhere; write %%%02X", c, c);
    }
    if (Character.isISOControl(c)) {
      return "a control character";
    }
    if (Character.getType(c) == Character.SURROGATE) {
      return "half of a surrogate pair";
    }
    return atEnd && isBlank(c) ? "a blank at an end; write it as %XX" : null;
  }

  private int hex(int i, int end) {
    int high = i + 2 < end ? Character.digit(text.charAt(i + 1), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
    if (low < 0 || text.charAt(i + 1) > 'f' || text.charAt(i + 2) > 'f') {
      throw bad(i, "'%' without two hexadecimal digits; write % itself as %25");
    }
    return high * 16 + low;
  }

  /** For paths that do not come from a text but from a provider's normal spelling. */
  static void checkPath(String path) {
    boolean clean = !path.isEmpty();
    for (int i = 0; i < path.length(); i += Character.charCount(path.codePointAt(i))) {
      clean &= isCharacter(path.codePointAt(i));
    }
    if (!clean) {
      throw bad(0, "the path is empty, or has a control character or half of a surrogate pair");
    }
    checkSegments(path, 0);
  }

  private static boolean isCharacter(int c) {
    return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
  }

  private static void checkSegments(String path, int at) {
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw bad(at, "'.' and '..' are no segments of a path");
      }
    }
  }

  static String encode(String pathOrField) {
    return encode(pathOrField, RESERVED);
  }

  static String encodeValue(String value) {
    return encode(value, RESERVED_IN_VALUE);
  }

  private static String encode(String part, String reserved) {
    StringBuilder out = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); ) {
      int c = part.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean atEnd = i == 0 || next == part.length();
      if (reserved.indexOf(c) >= 0 || c == '\\' || (atEnd && isBlank(c))) {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          out.append(String.format("%%%02X", b & 0xff));
        }
      } else {
        out.appendCodePoint(c);
      }
      i = next;
    }
    return out.toString();
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static IllegalArgumentException bad(int index, String what) {
    return new IllegalArgumentException(
        "malformed location at character " + (index + 1) + ": " + what);
  }
}
