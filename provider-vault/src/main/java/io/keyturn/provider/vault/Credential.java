package io.keyturn.provider.vault;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import java.util.function.Supplier;

/**
 * A credential that is asked for at every login.
 *
 * @param origin where it is configured
 * @param value its value
 */
record Credential(String origin, Supplier<Secret> value) {
  /** The text, without the blanks and line breaks that files and shells leave around it. */
  String expose() {
    try {
      return value.get().exposeString().strip();
    } catch (SecretException e) {
      Kind kind = e.kind() == Kind.UNAVAILABLE ? Kind.UNAVAILABLE : Kind.ACCESS_DENIED;
      throw new VaultFailure(
          kind, "no login: the credential of " + origin + " cannot be read: " + e.reason());
    }
  }

  /** The text, as a header takes it. */
  String exposeHeader() {
    return Auth.headerValue(expose(), origin);
  }

  @Override
  public String toString() {
    return origin;
  }
}
