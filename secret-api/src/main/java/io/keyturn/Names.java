package io.keyturn;

/** What a name may be: as the environment and every store can write it. */
final class Names {
  private static final int LONGEST = 127;

  static final String RULE =
      "a name is 1 to 127 letters, digits, '_', '.' and '-', and begins with a letter or '_'"
          + " (Keyturn docs/errors.md#name)";

  private Names() {}

  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > LONGEST || !isBeginning(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isBeginning(c) && !isDigit(c) && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isBeginning(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
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
