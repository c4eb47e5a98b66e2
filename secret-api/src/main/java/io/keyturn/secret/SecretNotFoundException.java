package io.keyturn.secret;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store says that there is no such secret: fix the name or the location, or create it. */
public final class SecretNotFoundException extends SecretException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Made by providers.
   *
   * @param location where it was looked for
   * @param reason a constant phrase or the vendor's error code, never text from a response
   */
  public SecretNotFoundException(SecretLocation location, String reason) {
    super(Kind.NOT_FOUND, null, location, reason);
  }

  private SecretNotFoundException(@Nullable String name, SecretLocation location, String reason) {
    super(Kind.NOT_FOUND, name, location, reason);
  }

  private SecretNotFoundException(String message, SecretException one) {
    super(message, one.name().orElse(null), one.location(), one.reason());
  }

  @Override
  public Kind kind() {
    return Kind.NOT_FOUND;
  }

  @Override
  public SecretNotFoundException forName(String name) {
    return new SecretNotFoundException(name, location(), reason());
  }

  @Override
  SecretNotFoundException withMessage(String message) {
    return new SecretNotFoundException(message, this);
  }
}
