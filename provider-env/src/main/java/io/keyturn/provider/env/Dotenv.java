package io.keyturn.provider.env;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a dotenv file. Errors have the number of the line, nothing of its text.
 *
 * <p>The dialect, which is also in {@code docs/providers/env.md} (a blank is a space or a tab):
 *
 * <ul>
 *   <li>A line is empty, or a comment that begins with {@code #}, or an assignment {@code
 *       NAME=value}, with blanks around each part and {@code export} before it where one likes.
 *   <li>A name is {@code [A-Za-z_][A-Za-z0-9_.-]*}; a name that comes twice is an error.
 *   <li>A plain value goes to the end of the line, without the blanks at its end. A {@code #} after
 *       a blank begins a comment; any other {@code #}, quotes inside and backslashes stand for
 *       themselves. It may be empty, but may not look like a {@link Base64Tail}.
 *   <li>In single quotes everything stands for itself, up to the next single quote, on one line.
 *   <li>In double quotes {@code \n \r \t \\ \" \$ \`} are escapes and any other backslash is an
 *       error; the value may go over several lines, whose ends are then {@code \n}.
 *   <li>After a closing quote comes the end of the line, or a blank and a comment.
 *   <li>Nothing is interpolated: {@code $} stands for itself.
 *   <li>Lines end with {@code \n} or {@code \r\n}; other control characters than tabs are errors.
 * </ul>
 */
final class Dotenv {
  private static final Pattern HEAD =
      Pattern.compile("[ \\t]*+(?:export[ \\t]++)?([A-Za-z_][A-Za-z0-9_.-]*+)[ \\t]*+=[ \\t]*+");
  private static final String ESCAPES = "nrt\\\"$`";
  private static final String ESCAPED = "\n\r\t\\\"$`";

  private final SecretLocation location;
  private final String text;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private int at;
  private int line = 1;

  Dotenv(SecretLocation location, String text) {
    this.location = location;
    this.text = text.replace("\r\n", "\n");
  }

  /** The values by name, in the order of the file; called once. */
  Map<String, String> fields() {
    checkCharacters();
    for (; at < text.length(); at++, line++) {
      if (isEmptyOrComment()) {
        at = endOfLine();
      } else {
        assignment();
      }
    }
    return fields;
  }

  private boolean isEmptyOrComment() {
    int first = afterBlanks();
    return first == endOfLine() || text.charAt(first) == '#';
  }

  private void assignment() {
    Matcher head = HEAD.matcher(text).region(at, endOfLine());
    if (!head.lookingAt()) {
      throw malformed(line, "it is not NAME=value");
    }
    String name = head.group(1);
    if (fields.containsKey(name)) {
      throw malformed(line, "its name was there before");
    }
    at = head.end();
    fields.put(name, value(name));
  }

  private String value(String name) {
    char first = at < text.length() ? text.charAt(at) : '\n';
    if (first != '"' && first != '\'') {
      return plain(name);
    }
    String value = first == '"' ? doubleQuoted() : singleQuoted();
    int rest = afterBlanks();
    if (rest < endOfLine() && !isComment(rest)) {
      throw malformed(line, "something follows the closing quote");
    }
    at = endOfLine();
    return value;
  }

  private String plain(String name) {
    int start = at;
    int end = endOfLine();
    while (at < end && !isComment(at)) {
      at++;
    }
    int last = at;
    while (last > start && isBlank(text.charAt(last - 1))) {
      last--;
    }
    at = end;
    String value = text.substring(start, last);
    if (Base64Tail.is(name, value)) {
      throw malformed(
          line, "it may be the end of a base64 value, an empty value is written NAME=\"\"");
    }
    return value;
  }

  private String singleQuoted() {
    int start = at + 1;
    int close = text.indexOf('\'', start);
    if (close < 0 || close > endOfLine()) {
      throw malformed(line, "its single quote is not closed on the line");
    }
    at = close + 1;
    return text.substring(start, close);
  }

  private String doubleQuoted() {
    StringBuilder value = new StringBuilder();
    int opened = line;
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      value.append(c == '\\' ? escaped() : c);
      if (c == '\n') {
        line++;
      }
    }
    throw malformed(opened, "its double quote is not closed");
  }

  private char escaped() {
    at++;
    int escape = at < text.length() ? ESCAPES.indexOf(text.charAt(at)) : -1;
    if (escape < 0) {
      throw malformed(
          line, "a backslash in double quotes is none of \\n \\r \\t \\\\ \\\" \\$ \\`");
    }
    return ESCAPED.charAt(escape);
  }

  private void checkCharacters() {
    int number = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        number++;
      } else if (Character.isISOControl(c) && c != '\t') {
        throw malformed(number, "it has a control character");
      }
    }
  }

  private int endOfLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private int afterBlanks() {
    int i = at;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Whether a comment begins here: not at the beginning of a line, where no value is before it. */
  private boolean isComment(int i) {
    return text.charAt(i) == '#' && isBlank(text.charAt(i - 1));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private SecretFormatException malformed(int number, String what) {
    return new SecretFormatException(location, "line " + number + " is malformed: " + what);
  }
}
