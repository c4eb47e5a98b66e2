package io.keyturn.provider.vault;

import java.util.Map;
import java.util.Optional;

/**
 * Logs in with the certificate that the connection has shown, by <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/cert#login-with-tls-certificate-method">TLS
 * certificates</a>.
 *
 * @param role to log in to; without it whichever fits
 */
record CertLogin(LoginEndpoint endpoint, Optional<String> role) implements Login {
  @Override
  public Auth logIn() {
    return endpoint.logIn(
        role.map(name -> Map.of("name", name)).orElseGet(Map::of),
        "the certificate of client-cert");
  }

  @Override
  public String who() {
    return "the role of the certificate of client-cert";
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "CertLogin[" + endpoint + "]";
  }
}
