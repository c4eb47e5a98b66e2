package io.keyturn.provider.env;

import java.util.regex.Pattern;

/**
 * The end of a value in base64 or base32 that was broken over lines: for its padding it reads like
 * the assignment of nothing, or of {@code =}, to a name, and names are printed.
 *
 * <p>An empty value is common, so that one is told by its name: random letters are of both cases,
 * or have no separator among sixteen.
 */
final class Base64Tail {
  private static final Pattern PADDING = Pattern.compile("=+");
  private static final Pattern UPPER = Pattern.compile("[A-Z]");
  private static final Pattern LOWER = Pattern.compile("[a-z]");
  private static final Pattern UNBROKEN = Pattern.compile("[A-Za-z0-9]{16}");

  private Base64Tail() {}

  static boolean is(String name, String value) {
    return PADDING.matcher(value).matches() || (value.isEmpty() && isRandom(name));
  }

  private static boolean isRandom(String name) {
    return UNBROKEN.matcher(name).find()
        || (UPPER.matcher(name).find() && LOWER.matcher(name).find());
  }
}
