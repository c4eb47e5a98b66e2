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

  /** Shared by all that have none, which are most; never changed. */
  private static final TreeMap<String, String> NO_PARAMS = new TreeMap<>();

  /** The id of the store. */
  private final String store;

  /** The path, decoded. */
  private final String path;

  /** The parameters by name, decoded. */
  private final TreeMap<String, String> params;

  /** The field, decoded; null where there is none. */
  private final @Nullable String field;

  SecretLocation(
      String store, String path, SortedMap<String, String> params, @Nullable String field) {
    this.store = store;
    this.path = path;
    this.params = params.isEmpty() ? NO_PARAMS : new TreeMap<>(params);
    this.field = field;
  }

  /**
   * Reads a whole location.
   *
   * @param text for example {@code aws://prod/mailjet#api_key}
   * @return the location
   * @throws IllegalArgumentException if it is malformed; the message has the position and what is
   *     wrong there, nothing of the text, which may be a secret put in the wrong place
   */
  public static SecretLocation parse(String text) {
    return LocationParser.parse(Objects.requireNonNull(text, "text"));
  }

  /**
   * Reads what follows {@code store://}, as it is written below {@code keyturn.stores.<id>}.
   *
   * @param store the id of the store
   * @param rest the path, with parameters and field where it has them
   * @return the location
   * @throws IllegalArgumentException if it is malformed, or names a store itself; the message has
   *     nothing of the text
   */
  public static SecretLocation relative(String store, String rest) {
    return LocationParser.relative(
        Objects.requireNonNull(store, "store"), Objects.requireNonNull(rest, "rest"));
  }

  /** {@return the id of the store} */
  public String store() {
    return store;
  }

  /** {@return the path, decoded; its meaning is the provider's} */
  public String path() {
    return path;
  }

  /**
   * {@return the parameters by name, decoded, unmodifiable; one without a value has the empty text}
   */
  public SortedMap<String, String> params() {
    return Collections.unmodifiableSortedMap(params);
  }

  /**
   * {@return the value of a parameter; the empty text for one written without a value, empty for
   * one not written}
   *
   * @param name the name of the parameter, for example {@code version}
   */
  public Optional<String> param(String name) {
    return Optional.ofNullable(params.get(name));
  }

  /**
   * {@return the field, decoded: a member's name, or an RFC 6901 pointer where it begins with a
   * slash}
   */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** {@return the bundle this secret is part of: without field, {@code decode} and {@code trim}} */
  public SecretLocation bundle() {
    if (field == null && !params.containsKey("decode") && !params.containsKey("trim")) {
      return this;
    }
    SortedMap<String, String> kept = new TreeMap<>(params);
    kept.remove("decode");
    kept.remove("trim");
    return new SecretLocation(store, path, kept, null);
  }

  /**
   * {@return the same location with another path, for a provider that spells a path in one way}
   *
   * @param newPath the path, decoded
   * @throws IllegalArgumentException if it could not be written in a location: it is empty, or has
   *     a control character or a segment {@code .} or {@code ..}
   */
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

  /** {@return the text that {@link #parse} reads as this location} */
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
