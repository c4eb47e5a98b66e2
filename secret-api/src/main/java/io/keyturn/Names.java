package io.keyturn;

import java.util.regex.Pattern;

/** What a name may be: as the environment and every store can write it. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,126}");

  private Names() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static String check(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "not a name: "
              + shown(name)
              + "; a name is 1 to 127 letters, digits, '_', '.' and '-', and begins with a letter or '_'"
              + " (docs/errors.md#name)");
    }
    return name;
  }

  /** A wrong name as a message may show it: short and on one line. */
  static String shown(String name) {
    String start = name.length() > 40 ? name.substring(0, 40) + "…" : name;
    StringBuilder shown = new StringBuilder("'");
    start
        .codePoints()
        .forEach(
            c ->
                shown.append(
                    Character.isISOControl(c)
                        ? String.format("\\u%04x", c)
                        : Character.toString(c)));
    return shown.append('\'').toString();
  }
}
