package io.keyturn.provider.vault;

import java.util.Map;

/**
 * Logs in with a role id and a secret id, by <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle">AppRole</a>.
 *
 * <p>Spring's {@code AppRoleAuthentication} keeps one secret id for ever, and hands the body over
 * so that it is printed.
 *
 * @param role where the role id is configured
 */
record AppRoleLogin(LockableEndpoint endpoint, String role, String roleId, Credential secretId)
    implements Login {
  @Override
  public Auth logIn() {
    return logIn(secretId.expose());
  }

  Auth logIn(String id) {
    return endpoint.logIn(
        Map.of("role_id", roleId, "secret_id", id),
        id,
        "role-id (%s) and secret-id (%s)".formatted(role, secretId));
  }

  @Override
  public String who() {
    return "the role of role-id (" + role + ")";
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "AppRoleLogin[" + endpoint + "]";
  }
}
