package io.keyturn.provider.vault;

import java.util.Map;

/**
 * Logs in as a user with a password, by <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/userpass#login">userpass</a>.
 *
 * @param endpoint with the name of the user at its end
 */
record UserpassLogin(LockableEndpoint endpoint, Credential password) implements Login {
  @Override
  public Auth logIn() {
    String text = password.expose();
    return endpoint.logIn(
        Map.of("password", text), text, "username and password (" + password + ")");
  }

  @Override
  public String who() {
    return "the user of username with password (" + password + ")";
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "UserpassLogin[" + endpoint + "]";
  }
}
