package io.keyturn.secret;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a store keeps at one place, at one version: the unit of fetching and of consistency.
 *
 * <p>It has fields, or it is one whole: a text, which may be JSON, or raw bytes. With it come the
 * version, where the store has one, and hints for how long it holds. Immutable and thread-safe; its
 * content is never printed.
 */
public final class SecretBundle {
  /** The largest bundle, in bytes of all its values: 1 MiB. */
  public static final int MAX_BYTES = 1024 * 1024;

  /**
   * This very object in place of a time to look again says that it is fixed; a flag would make each
   * bundle eight bytes larger.
   */
  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final Fields fields;
  private final @Nullable Content whole;
  private final @Nullable String version;
  private final @Nullable Instant createdAt;
  private final @Nullable Duration validFor;
  private final @Nullable Duration lookAgainIn;
  private final @Nullable Remark remark;

  private SecretBundle(Builder builder) {
    this.fields = new Fields(builder.fields);
    this.whole = builder.whole;
    this.version = builder.version;
    this.createdAt = builder.createdAt;
    this.validFor = builder.validFor;
    this.lookAgainIn = builder.fixed ? NEVER : builder.lookAgainIn;
    this.remark = builder.remark;
  }

  /**
   * {@return a bundle that is this one text, without a version}
   *
   * @param text the text, which may be JSON
   */
  public static SecretBundle of(String text) {
    return builder().text(text).build();
  }

  /**
   * {@return a bundle of these text fields, without a version}
   *
   * @param fields texts by the names of their fields
   */
  public static SecretBundle of(Map<String, String> fields) {
    Builder builder = builder();
    fields.forEach(builder::field);
    return builder.build();
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the secret that a location names in this bundle: its field, then {@code trim}, then
   * {@code decode}}
   *
   * @param location a location whose bundle this is
   * @param version the version the secret will tell; the store's, or a counted one
   * @throws SecretNotFoundException if there is no such field, or it is {@code null} in JSON
   * @throws SecretFormatException if it cannot be read as asked, is empty, or is larger than {@link
   *     Secret#MAX_BYTES}
   */
  public Secret secret(SecretLocation location, String version) {
    return new Secret(new Selection(location).from(this), version, location);
  }

  /**
   * {@return the names of the fields, in the store's order, unmodifiable; none where the bundle is
   * one whole}
   */
  public Set<String> fields() {
    return fields.names();
  }

  /** {@return the store's version, opaque and without order; empty where the store has none} */
  public Optional<String> version() {
    return Optional.ofNullable(version);
  }

  /** {@return when the store made this version; empty where it does not say so} */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(createdAt);
  }

  /**
   * {@return how long it holds from the time it was read: the earlier end of its lease and of the
   * login that made it; empty where that is not bounded}
   */
  public Optional<Duration> validFor() {
    return Optional.ofNullable(validFor);
  }

  /**
   * {@return when the store wants to be asked again, from the time it was read; empty where it does
   * not say so, or the bundle is fixed}
   */
  public Optional<Duration> lookAgainIn() {
    return fixed() ? Optional.empty() : Optional.ofNullable(lookAgainIn);
  }

  /** {@return whether it cannot change while this process runs, so that nobody need look again} */
  @SuppressWarnings("ReferenceEquality") // another duration of that length is a hint
  public boolean fixed() {
    return lookAgainIn == NEVER;
  }

  /** {@return what whoever runs the application should know of it; empty where there is nothing} */
  public Optional<Remark> remark() {
    return Optional.ofNullable(remark);
  }

  /** {@return the bytes of all values together} */
  public int size() {
    return whole != null ? whole.bytes().length : fields.size();
  }

  /**
   * {@return whether both have the same fields with the same content, compared in constant time}
   *
   * @param other a bundle of any version
   */
  public boolean sameContent(SecretBundle other) {
    if (whole == null || other.whole == null) {
      return whole == other.whole && fields.same(other.fields);
    }
    return whole.same(other.whole);
  }

  Optional<Content> whole() {
    return Optional.ofNullable(whole);
  }

  Optional<Content> field(String name) {
    return fields.find(name);
  }

  /** {@return the version and the names of the fields, nothing of the content} */
  @Override
  public String toString() {
    return "SecretBundle[version="
        + version
        + (whole == null ? ", fields=" + fields.names() : "")
        + "]";
  }

  /**
   * What whoever runs the application should know of a bundle: in {@code status()}, and in the log
   * once for as long as it is said.
   *
   * @param text a sentence; never anything of the content
   * @param warning whether it is to be mended: it is then logged as a warning, else at INFO
   */
  public record Remark(String text, boolean warning) {
    /**
     * Checks that it is there.
     *
     * @param text a sentence
     * @param warning whether it is to be mended
     */
    public Remark {
      Objects.requireNonNull(text, "text");
    }
  }

  /** Bytes, and whether they are the text of a JSON value rather than the value itself. */
  static final class Content {
    /** A text that has no bytes: the builder does not know the location that is to be told. */
    private static final byte[] UNREADABLE = new byte[0];

    private final byte[] bytes;
    private final boolean json;

    Content(byte[] bytes, boolean json) {
      this.bytes = bytes;
      this.json = json;
    }

    static Content of(String text, boolean json) {
      try {
        return new Content(Utf8.bytes(text), json);
      } catch (IllegalArgumentException e) {
        return new Content(UNREADABLE, false);
      }
    }

    boolean readable() {
      return bytes != UNREADABLE;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean json() {
      return json;
    }

    boolean same(Content other) {
      return readable() == other.readable()
          && json == other.json
          && MessageDigest.isEqual(bytes, other.bytes);
    }
  }

  /**
   * Makes a bundle. A text with half of a surrogate pair, which UTF-8 cannot hold, is told when it
   * is read, by a {@link SecretFormatException}. Not thread-safe.
   */
  public static final class Builder {
    private final Map<String, Content> fields = new LinkedHashMap<>();
    private @Nullable Content whole;
    private @Nullable String version;
    private @Nullable Instant createdAt;
    private @Nullable Duration validFor;
    private @Nullable Duration lookAgainIn;
    private @Nullable Remark remark;
    private boolean fixed;

    private Builder() {}

    /**
     * Makes the bundle one whole text, which may be JSON whose members are then its fields.
     *
     * @param text the text, kept in UTF-8
     * @return this
     */
    public Builder text(String text) {
      whole = Content.of(text, false);
      return this;
    }

    /**
     * Makes the bundle one whole of a copy of these bytes.
     *
     * @param bytes the content
     * @return this
     */
    public Builder bytes(byte[] bytes) {
      whole = new Content(bytes.clone(), false);
      return this;
    }

    /**
     * Adds a field with this text, in UTF-8.
     *
     * @param name the name of the field
     * @param text its value
     * @return this
     * @throws IllegalArgumentException if there is a field of this name
     */
    public Builder field(String name, String text) {
      return put(name, Content.of(text, false));
    }

    /**
     * Adds a field with a copy of these bytes.
     *
     * @param name the name of the field
     * @param bytes its value
     * @return this
     * @throws IllegalArgumentException if there is a field of this name
     */
    public Builder field(String name, byte[] bytes) {
      return put(name, new Content(bytes.clone(), false));
    }

    /**
     * Adds a field whose value is a JSON value, given as its text: a string, a number and a boolean
     * are then read as their text, {@code null} is not found, an object or list is read by a
     * pointer.
     *
     * @param name the name of the field
     * @param json its value; malformed JSON is told when it is read
     * @return this
     * @throws IllegalArgumentException if there is a field of this name
     */
    public Builder jsonField(String name, String json) {
      return put(name, Content.of(json, true));
    }

    private Builder put(String name, Content content) {
      if (fields.put(Objects.requireNonNull(name, "name"), content) != null) {
        throw new IllegalArgumentException("the field '" + name + "' is given twice");
      }
      return this;
    }

    /**
     * The store's version; never derived from the content. None by default: the engine counts.
     *
     * @param version an opaque text without order
     * @return this
     */
    public Builder version(String version) {
      this.version = Objects.requireNonNull(version, "version");
      return this;
    }

    /**
     * When the store made this version. Unknown by default.
     *
     * @param createdAt by the store's clock
     * @return this
     */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /**
     * How long it holds from now: the earlier end of its lease and of the login that made it.
     * Without bound by default.
     *
     * @param validFor the time from now
     * @return this
     */
    public Builder validFor(Duration validFor) {
      this.validFor = validFor;
      return this;
    }

    /**
     * When the store wants to be asked again, from now. The engine's own times hold by default.
     *
     * @param lookAgainIn the time from now
     * @return this
     */
    public Builder lookAgainIn(Duration lookAgainIn) {
      this.lookAgainIn = lookAgainIn;
      return this;
    }

    /**
     * Marks what cannot change while this process runs: its environment, a pinned version.
     *
     * @return this
     */
    public Builder fixed() {
      this.fixed = true;
      return this;
    }

    /**
     * What whoever runs the application should know of it: that changes cannot be seen, that others
     * can read it. Shown in {@code status()}. None by default.
     *
     * @param remark a sentence, without anything of the content
     * @return this
     */
    public Builder remark(Remark remark) {
      this.remark = Objects.requireNonNull(remark, "remark");
      return this;
    }

    /**
     * Makes the bundle.
     *
     * @return a bundle, with a copy of what was given
     * @throws IllegalStateException if it is both one whole and has fields
     */
    public SecretBundle build() {
      if (whole != null && !fields.isEmpty()) {
        throw new IllegalStateException("a bundle has fields or is one whole, not both");
      }
      return new SecretBundle(this);
    }
  }
}
