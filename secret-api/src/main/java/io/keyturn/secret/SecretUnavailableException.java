package io.keyturn.secret;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store could not be asked, or not in time: a running application tries again. */
public final class SecretUnavailableException extends SecretException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Made by providers.
   *
   * @param location where it was looked for
   * @param reason a constant phrase or the vendor's error code, never text from a response
   */
  public SecretUnavailableException(SecretLocation location, String reason) {
    super(Kind.UNAVAILABLE, null, location, reason);
  }

  private SecretUnavailableException(
      @Nullable String name, SecretLocation location, String reason) {
    super(Kind.UNAVAILABLE, name, location, reason);
  }

  private SecretUnavailableException(String message, SecretException one) {
    super(message, one.name().orElse(null), one.location(), one.reason());
  }

  @Override
  public Kind kind() {
    return Kind.UNAVAILABLE;
  }

  @Override
  public SecretUnavailableException forName(String name) {
    return new SecretUnavailableException(name, location(), reason());
  }

  @Override
  SecretUnavailableException withMessage(String message) {
    return new SecretUnavailableException(message, this);
  }
}
