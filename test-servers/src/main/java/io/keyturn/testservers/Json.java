package io.keyturn.testservers;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much JSON as it takes to talk to a test server. */
final class Json {

  private Json() {}

  static String object(Map<String, ?> members) {
    return value(members);
  }

  private static String value(Object value) {
    if (value instanceof Map<?, ?> members) {
      return members.entrySet().stream()
          .map(member -> text(member.getKey().toString()) + ":" + value(member.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> elements) {
      return elements.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"));
    }
    return value instanceof String text ? text(text) : value.toString();
  }

  private static String text(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped + '"';
  }

  /**
   * Returns the first member of this name that is a text, or a list of one, with no escapes but
   * line breaks.
   */
  static String member(String name, String json) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\\[?\"([^\"]+)\"").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("An answer lacks the text " + name);
    }
    return matcher.group(1).replace("\\n", "\n");
  }
}
