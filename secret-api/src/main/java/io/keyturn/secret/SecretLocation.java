package io.keyturn.secret;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret lives: {@code store://path[?params][#field]}, for example {@code
 * vault://secret/mailjet?version=3#api_key}.
 *
 * <p>The store is the id of a configured store, never a host or a credential, so a location is safe
 * to log and to commit. The characters {@code % # ? , { }}, an ampersand in a value, and blanks at
 * an end are written {@code %XX} and decoded once, as UTF-8; everything else stands for itself. The
 * whole grammar is in {@code docs/configuration.md#locations}.
 *
 * <p>Immutable and thread-safe; equal locations have equal texts.
 */
public final class SecretLocation implements Serializable {
  private static final long serialVersionUID = 1;

  private final String store;
  private final String path;
  private final TreeMap<String, String> params;
  private final @Nullable String field;

  SecretLocation(
      String store, String path, SortedMap<String, String> params, @Nullable String field) {
    this.store = store;
    this.path = path;
    this.params = new TreeMap<>(params);
    this.field = field;
  }

  /**
   * Reads a whole location.
   *
   * @throws IllegalArgumentException if it is malformed; the message has the position and what is
   *     wrong there, nothing of the text, which may be a secret put in the wrong place
   */
  public static SecretLocation parse(String text) {
    return LocationParser.parse(Objects.requireNonNull(text, "text"));
  }

  /**
   * Reads what follows {@code store://}, as it is written below {@code keyturn.stores.<id>}.
   *
   * @throws IllegalArgumentException if it is malformed, or names a store itself
   */
  public static SecretLocation relative(String store, String rest) {
    return LocationParser.relative(
        Objects.requireNonNull(store, "store"), Objects.requireNonNull(rest, "rest"));
  }

  /** The id of the store. */
  public String store() {
    return store;
  }

  /** The path, decoded; its meaning is the provider's. */
  public String path() {
    return path;
  }

  /** The parameters by name, decoded, unmodifiable; one without a value has the empty text. */
  public SortedMap<String, String> params() {
    return Collections.unmodifiableSortedMap(params);
  }

  /** The value of a parameter; the empty text for one written without a value. */
  public Optional<String> param(String name) {
    return Optional.ofNullable(params.get(name));
  }

  /** The field, decoded: a member's name, or an RFC 6901 pointer where it begins with a slash. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** The bundle this secret is part of: without field, {@code decode} and {@code trim}. */
  public SecretLocation bundle() {
    if (field == null && !params.containsKey("decode") && !params.containsKey("trim")) {
      return this;
    }
    SortedMap<String, String> kept = new TreeMap<>(params);
    kept.remove("decode");
    kept.remove("trim");
    return new SecretLocation(store, path, kept, null);
  }

  /** The same with another path, for a provider that spells a path in one way. */
  public SecretLocation withPath(String newPath) {
    LocationParser.checkPath(newPath);
    return new SecretLocation(store, newPath, params, field);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretLocation that
        && store.equals(that.store)
        && path.equals(that.path)
        && params.equals(that.params)
        && Objects.equals(field, that.field);
  }

  @Override
  public int hashCode() {
    return Objects.hash(store, path, params, field);
  }

  /** The text that {@link #parse} reads as this location. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(store).append("://").append(LocationParser.encode(path));
    char before = '?';
    for (Map.Entry<String, String> param : params.entrySet()) {
      text.append(before).append(param.getKey());
      if (!param.getValue().isEmpty()) {
        text.append('=').append(LocationParser.encodeValue(param.getValue()));
      }
      before = '&';
    }
    return field == null
        ? text.toString()
        : text.append('#').append(LocationParser.encode(field)).toString();
  }
}
