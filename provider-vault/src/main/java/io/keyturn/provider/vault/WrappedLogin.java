package io.keyturn.provider.vault;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Logs in by AppRole with a secret id that a wrapping token stood for; it is kept, since it can be
 * had only once. When it is refused, a wrapping token that was put in the place of the former one
 * is taken.
 */
final class WrappedLogin implements Login {
  private final AppRoleLogin role;
  private final Unwrapping unwrapping;
  private @Nullable Secret secretId;
  private @Nullable Secret unwrapped;

  /**
   * Makes a login.
   *
   * @param role its secret id is the wrapping token
   */
  WrappedLogin(AppRoleLogin role, Unwrapping unwrapping) {
    this.role = role;
    this.unwrapping = unwrapping;
  }

  @Override
  public Auth logIn() {
    Secret known = secretId;
    if (known == null) {
      return role.logIn(unwrap(role.secretId().exposeHeader()).exposeString());
    }
    try {
      return role.logIn(known.exposeString());
    } catch (VaultFailure refusal) {
      if (refusal.kind() != Kind.ACCESS_DENIED) {
        throw refusal;
      }
      return role.logIn(unwrap(anotherToken(refusal)).exposeString());
    }
  }

  private Secret unwrap(String token) {
    Secret fresh = unwrapping.secretId(role.secretId(), token);
    secretId = fresh;
    unwrapped = Secret.of(token);
    return fresh;
  }

  /** Often there is nothing any more where the first one was. */
  private String anotherToken(VaultFailure refusal) {
    Secret former = unwrapped;
    try {
      String token = role.secretId().exposeHeader();
      if (former == null || !former.matches(Secret.of(token))) {
        return token;
      }
    } catch (VaultFailure unreadable) {
      // told as what it is: the secret id is refused
    }
    throw new VaultFailure(
        Kind.ACCESS_DENIED,
        refusal.getMessage() + "; a new wrapping token is taken up from " + role.secretId());
  }

  @Override
  public String who() {
    return role.who();
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "WrappedLogin[" + role.endpoint() + "]";
  }
}
