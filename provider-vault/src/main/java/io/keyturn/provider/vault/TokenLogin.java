package io.keyturn.provider.vault;

/**
 * A login that was made elsewhere: a token.
 *
 * @param token the setting
 */
record TokenLogin(Credential token) implements Login {
  @Override
  public Auth logIn() {
    return Auth.given(token);
  }

  @Override
  public String who() {
    return "the token (" + token.origin() + ")";
  }
}
