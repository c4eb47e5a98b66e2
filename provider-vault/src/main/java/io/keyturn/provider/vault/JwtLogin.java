package io.keyturn.provider.vault;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Logs in with a JWT, which is read again each time: <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/jwt#jwt-login">JWT</a>, and <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#login">Kubernetes</a> with
 * that of a service account.
 *
 * @param role to log in to; without it the mount's own
 */
record JwtLogin(LoginEndpoint endpoint, Optional<String> role, Credential jwt) implements Login {
  @Override
  public Auth logIn() {
    Map<String, String> body = new TreeMap<>(Map.of("jwt", jwt.expose()));
    role.ifPresent(name -> body.put("role", name));
    return endpoint.logIn(body, "jwt (" + jwt + ")");
  }

  @Override
  public String who() {
    return "the role of jwt (" + jwt + ")";
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "JwtLogin[" + endpoint + "]";
  }
}
