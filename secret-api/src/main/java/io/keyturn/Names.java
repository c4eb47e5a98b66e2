package io.keyturn;

import java.util.regex.Pattern;

/** What a name may be: as the environment and every store can write it. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,126}");

  static final String RULE =
      "a name is 1 to 127 letters, digits, '_', '.' and '-', and begins with a letter or '_'"
          + " (Keyturn docs/errors.md#name)";

  private Names() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static String check(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name: " + shown(name) + "; " + RULE);
    }
    return name;
  }

  /** A wrong name as a message may show it: short and on one line. */
  static String shown(String name) {
    return "'" + onOneLine(name.length() > 40 ? name.substring(0, 40) + "…" : name) + "'";
  }

  static String onOneLine(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                shown.append(
                    Character.isISOControl(c)
                        ? String.format("\\u%04x", c)
                        : Character.toString(c)));
    return shown.toString();
  }
}
