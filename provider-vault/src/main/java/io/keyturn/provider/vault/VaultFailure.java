package io.keyturn.provider.vault;

import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.io.Serial;

/** Why Vault gave nothing, where it is not known yet for which bundle. Never has a cause. */
final class VaultFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String reason;

  VaultFailure(Kind kind, String reason) {
    super(reason, null, false, false);
    this.kind = kind;
    this.reason = reason;
  }

  /** An interrupted wait; the flag of the thread is set again. */
  static VaultFailure interrupted() {
    Thread.currentThread().interrupt();
    return new VaultFailure(Kind.UNAVAILABLE, "the reading thread was interrupted");
  }

  Kind kind() {
    return kind;
  }

  /** The same, as one that is worth trying again. */
  VaultFailure passing() {
    return new VaultFailure(Kind.UNAVAILABLE, reason);
  }

  SecretException at(SecretLocation bundle) {
    return switch (kind) {
      case UNAVAILABLE -> new SecretUnavailableException(bundle, reason);
      case FORMAT -> new SecretFormatException(bundle, reason);
      case NOT_FOUND -> new SecretNotFoundException(bundle, reason);
      case ACCESS_DENIED -> new SecretAccessDeniedException(bundle, reason);
    };
  }
}
