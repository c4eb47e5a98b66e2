package io.keyturn.secret;

import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A secret value: 1 byte to 64 KiB that are never printed.
 *
 * <p>The only doors to the plaintext are {@link #exposeString()} and {@link #exposeBytes()}, so
 * that {@code grep -rn expose} is the audit of an application. {@code toString} shows where the
 * secret lives and its version; {@code equals} and {@code hashCode} are those of the object, not of
 * its content; Java serialization refuses it, and reflection-based mappers skip the content.
 *
 * <p>Immutable and thread-safe. It stays usable after the {@code Secrets} that gave it is closed.
 */
public final class Secret {
  /** The largest secret, in bytes: 64 KiB, the limit of AWS Secrets Manager. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final SecretLocation UNPLACED = SecretLocation.parse("application://secret");

  private final transient byte[] bytes;
  private final String version;
  private final @Nullable SecretLocation location;

  Secret(byte[] bytes, String version, @Nullable SecretLocation location) {
    this.bytes = bytes;
    this.version = version;
    this.location = location;
  }

  /**
   * {@return a secret of this text, in UTF-8, that belongs to no store}
   *
   * @param text the plaintext
   * @throws IllegalArgumentException if it is empty or larger than {@link #MAX_BYTES}, or has half
   *     of a surrogate pair
   */
  public static Secret of(String text) {
    return own(Utf8.bytes(Objects.requireNonNull(text, "text")));
  }

  /**
   * {@return a secret of a copy of these bytes, that belongs to no store}
   *
   * @param bytes the plaintext
   * @throws IllegalArgumentException if they are none or more than {@link #MAX_BYTES}
   */
  public static Secret of(byte[] bytes) {
    return own(Objects.requireNonNull(bytes, "bytes").clone());
  }

  private static Secret own(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a secret has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
    }
    return new Secret(bytes, "", null);
  }

  /** {@return where it was read; empty for one made by {@code of}} */
  public Optional<SecretLocation> location() {
    return Optional.ofNullable(location);
  }

  /**
   * {@return the store's version of the bundle it was read from, an opaque text without order;
   * {@code ~1}, {@code ~2}, … where the store has none; the empty text for one made by {@code of}}
   */
  public String version() {
    return version;
  }

  /**
   * {@return whether both have the same content, compared in constant time}
   *
   * @param other of any place and version
   */
  public boolean matches(Secret other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  /**
   * {@return whether the content is these bytes, compared in constant time}
   *
   * @param candidate what somebody presented, for example a webhook's token
   */
  public boolean matches(byte[] candidate) {
    return MessageDigest.isEqual(bytes, Objects.requireNonNull(candidate, "candidate"));
  }

  /**
   * {@return the plaintext, read as UTF-8}
   *
   * @throws SecretFormatException if the bytes are not UTF-8; {@link #exposeBytes()} gives them
   */
  public String exposeString() {
    try {
      return Utf8.text(bytes);
    } catch (CharacterCodingException e) {
      throw new SecretFormatException(
          location().orElse(UNPLACED),
          "its bytes are not UTF-8 text; read them with exposeBytes()");
    }
  }

  /** {@return the plaintext, in a new array} */
  public byte[] exposeBytes() {
    return bytes.clone();
  }

  /** {@return where it lives and its version, nothing of its content} */
  @Override
  public String toString() {
    return location == null ? "Secret[]" : "Secret[" + location + ", version=" + version + "]";
  }
}
