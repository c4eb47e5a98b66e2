package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.support.VaultToken;

/**
 * A login that was made elsewhere: a token.
 *
 * @param token the setting
 */
record TokenLogin(Credential token) implements ClientAuthentication {
  @Override
  public VaultToken login() {
    return VaultToken.of(headerValue(token.expose(), token.origin()));
  }

  /** Checked here, since the HTTP client quotes the header value that it refuses. */
  static String headerValue(String token, String origin) {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new VaultFailure(
          Kind.ACCESS_DENIED, "no login: the token is not one of Vault's (" + origin + ")");
    }
    return token;
  }
}
