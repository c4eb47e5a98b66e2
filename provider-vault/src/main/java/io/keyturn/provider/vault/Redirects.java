package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.util.Optional;

/**
 * Where a standby server sends a request that it does not forward: to the active one, which is
 * asked the same, with the token.
 *
 * @see <a href="https://developer.hashicorp.com/vault/docs/concepts/ha#client-redirection">Vault:
 *     High availability</a>
 */
final class Redirects {
  private Redirects() {}

  /**
   * The address that an answer names for the same request.
   *
   * @throws VaultFailure if the token must not go there
   */
  static Optional<URI> target(URI asked, int status, Optional<String> location) {
    boolean same = status == 307 || status == 308;
    Optional<URI> target = same ? resolved(asked, location) : Optional.empty();
    if (target.isPresent() && !mayHaveTheToken(asked, target.get())) {
      throw new VaultFailure(
          Kind.UNAVAILABLE,
          "status "
              + status
              + ", a redirect to another host or from https to http, where the token does not go:"
              + " let standby servers forward requests, or name the active one as the address");
    }
    return target;
  }

  private static Optional<URI> resolved(URI asked, Optional<String> location) {
    try {
      return location.map(asked::resolve);
    } catch (IllegalArgumentException e) { // it is no address
      return Optional.empty();
    }
  }

  /** Another port may be another server of a cluster. */
  private static boolean mayHaveTheToken(URI asked, URI target) {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    boolean open = "http".equalsIgnoreCase(target.getScheme());
    return asked.getHost().equalsIgnoreCase(target.getHost())
        && target.getRawUserInfo() == null
        && (secure || (open && "http".equalsIgnoreCase(asked.getScheme())));
  }
}
