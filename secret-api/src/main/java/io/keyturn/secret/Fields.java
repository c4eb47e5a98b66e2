package io.keyturn.secret;

import io.keyturn.secret.SecretBundle.Content;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Contents by their names, in the store's order; arrays, since every bundle has one. Immutable. */
final class Fields {
  private final String[] names;
  private final Content[] contents;

  Fields(Map<String, Content> byName) {
    this.names = byName.keySet().toArray(String[]::new);
    this.contents = byName.values().toArray(Content[]::new);
  }

  boolean isEmpty() {
    return names.length == 0;
  }

  Set<String> names() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(names)));
  }

  Optional<Content> find(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return Optional.of(contents[i]);
      }
    }
    return Optional.empty();
  }

  /** The bytes of all of them together. */
  int size() {
    int size = 0;
    for (Content content : contents) {
      size += content.bytes().length;
    }
    return size;
  }

  /** Whether both have the same names, in any order, with the same content, in constant time. */
  boolean same(Fields other) {
    if (names.length != other.names.length) {
      return false;
    }
    boolean same = true;
    for (int i = 0; i < names.length; i++) {
      Content mine = contents[i];
      same &= other.at(i, names[i]).filter(mine::same).isPresent();
    }
    return same;
  }

  /** Most likely at the same place: stores have an order. */
  private Optional<Content> at(int i, String name) {
    return names[i].equals(name) ? Optional.of(contents[i]) : find(name);
  }
}
