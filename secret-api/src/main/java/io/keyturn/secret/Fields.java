package io.keyturn.secret;

import io.keyturn.secret.SecretBundle.Content;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contents by their names, in the store's order; small, since every bundle has one. Immutable. */
final class Fields {
  private static final int FEW = 16;
  private static final int NOWHERE = -1;

  /** A name and its bytes by turns. */
  private final Object[] entries;

  /** Where each name is; null where there are few, and it is found as fast without. */
  private final @Nullable Map<String, Integer> places;

  /** Which of them are JSON; null where none is. */
  private final @Nullable BitSet json;

  Fields(Map<String, Content> byName) {
    this.entries = new Object[2 * byName.size()];
    BitSet areJson = new BitSet();
    Map<String, Integer> where = byName.size() > FEW ? new HashMap<>() : null;
    int i = 0;
    for (Map.Entry<String, Content> field : byName.entrySet()) {
      entries[2 * i] = field.getKey();
      entries[2 * i + 1] = field.getValue().bytes();
      areJson.set(i, field.getValue().json());
      if (where != null) {
        where.put(field.getKey(), i);
      }
      i++;
    }
    this.places = where;
    this.json = areJson.isEmpty() ? null : areJson;
  }

  private int count() {
    return entries.length / 2;
  }

  private String name(int i) {
    return (String) entries[2 * i];
  }

  private Content content(int i) {
    return new Content((byte[]) entries[2 * i + 1], json != null && json.get(i));
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < count(); i++) {
      names.add(name(i));
    }
    return Collections.unmodifiableSet(names);
  }

  Optional<Content> find(String name) {
    int place = places == null ? search(name) : places.getOrDefault(name, NOWHERE);
    return place == NOWHERE ? Optional.empty() : Optional.of(content(place));
  }

  private int search(String name) {
    int place = count() - 1;
    while (place > NOWHERE && !name(place).equals(name)) {
      place--;
    }
    return place;
  }

  /** The bytes of all of them together. */
  int size() {
    int size = 0;
    for (int i = 0; i < count(); i++) {
      size += content(i).bytes().length;
    }
    return size;
  }

  /** Whether both have the same names, in any order, with the same content, in constant time. */
  boolean same(Fields other) {
    if (count() != other.count()) {
      return false;
    }
    boolean same = true;
    for (int i = 0; i < count(); i++) {
      same &= other.at(i, name(i)).filter(content(i)::same).isPresent();
    }
    return same;
  }

  /** Most likely at the same place: stores have an order. */
  private Optional<Content> at(int i, String name) {
    return name(i).equals(name) ? Optional.of(content(i)) : find(name);
  }
}
