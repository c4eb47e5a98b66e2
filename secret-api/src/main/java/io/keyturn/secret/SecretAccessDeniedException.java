package io.keyturn.secret;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store refuses the secret to this application: fix the credentials or the policy. */
public final class SecretAccessDeniedException extends SecretException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Made by providers.
   *
   * @param location where it was looked for
   * @param reason a constant phrase or the vendor's error code, never text from a response
   */
  public SecretAccessDeniedException(SecretLocation location, String reason) {
    super(Kind.ACCESS_DENIED, null, location, reason);
  }

  private SecretAccessDeniedException(
      @Nullable String name, SecretLocation location, String reason) {
    super(Kind.ACCESS_DENIED, name, location, reason);
  }

  private SecretAccessDeniedException(String message, SecretException one) {
    super(message, one.name().orElse(null), one.location(), one.reason());
  }

  @Override
  public Kind kind() {
    return Kind.ACCESS_DENIED;
  }

  @Override
  public SecretAccessDeniedException forName(String name) {
    return new SecretAccessDeniedException(name, location(), reason());
  }

  @Override
  SecretAccessDeniedException withMessage(String message) {
    return new SecretAccessDeniedException(message, this);
  }
}
