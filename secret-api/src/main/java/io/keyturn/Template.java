package io.keyturn;

import io.keyturn.secret.SecretLocation;

/**
 * Where the names of a store live that have no line of their own.
 *
 * @param store the id of the store
 * @param text a location below the store with {@code {name}} in it
 */
record Template(String store, String text) {
  static final String NAME = "{name}";

  /**
   * The place of a name.
   *
   * @throws IllegalArgumentException if the template is malformed
   */
  SecretLocation place(String name) {
    SecretShape.refuse(text);
    int field = text.indexOf('#');
    String beforeField = field < 0 ? text : text.substring(0, field);
    int params = beforeField.indexOf('?');
    if (params >= 0 && beforeField.indexOf(NAME, params) >= 0) {
      throw new IllegalArgumentException(
          "{name} stands in the path or the field, not in a parameter");
    }
    checkBraces();
    SecretLocation.relative(store, text.replace(NAME, "a_name")); // positions of the template
    return SecretLocation.relative(store, text.replace(NAME, name));
  }

  private void checkBraces() {
    for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      if (!text.startsWith(NAME, at) && text.indexOf('}', at) >= 0) {
        throw new IllegalArgumentException(
            "'{' can only begin {name}, in lower case, which stands for the name");
      }
    }
  }
}
