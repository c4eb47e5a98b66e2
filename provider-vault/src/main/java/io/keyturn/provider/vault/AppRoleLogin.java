package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.util.Map;
import org.springframework.web.client.RestOperations;

/**
 * Logs in with a role id and a secret id, by <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle">AppRole</a>.
 *
 * <p>Spring's {@code AppRoleAuthentication} keeps one secret id for ever, and hands the body over
 * so that it is printed.
 *
 * @param vault without a session
 * @param uri of the login
 * @param role where the role id is configured
 */
record AppRoleLogin(RestOperations vault, URI uri, String role, String roleId, Credential secretId)
    implements Login {
  private static final String WRONG = "invalid secret id"; // with status 500 in Vault 1.13

  @Override
  public Auth logIn() {
    Answer answer =
        VaultApi.post(vault, uri, Map.of("role_id", roleId, "secret_id", secretId.expose()));
    if (answer.ok()) {
      return Auth.of(answer);
    }
    throw answer.says(WRONG) ? refusal(answer) : answer.passing().orElseGet(() -> refusal(answer));
  }

  private VaultFailure refusal(Answer answer) {
    return new VaultFailure(
        Kind.ACCESS_DENIED,
        "status "
            + answer.status()
            + ": Vault refuses the login at login-mount with role-id and secret-id ("
            + secretId.origin()
            + ")");
  }

  @Override
  public String who() {
    return "the role of role-id (" + role + ")";
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "AppRoleLogin[" + uri + "]";
  }
}
