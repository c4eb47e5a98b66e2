package io.keyturn.secret;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The secret is there and cannot be read as asked: fix the value or the location. */
public final class SecretFormatException extends SecretException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Made by providers.
   *
   * @param location where it was looked for
   * @param reason a constant phrase or the vendor's error code, never text from a response
   */
  public SecretFormatException(SecretLocation location, String reason) {
    super(Kind.FORMAT, null, location, reason);
  }

  private SecretFormatException(@Nullable String name, SecretLocation location, String reason) {
    super(Kind.FORMAT, name, location, reason);
  }

  private SecretFormatException(String message, SecretException one) {
    super(message, one.name().orElse(null), one.location(), one.reason());
  }

  @Override
  public Kind kind() {
    return Kind.FORMAT;
  }

  @Override
  public SecretFormatException forName(String name) {
    return new SecretFormatException(name, location(), reason());
  }

  @Override
  SecretFormatException withMessage(String message) {
    return new SecretFormatException(message, this);
  }
}
