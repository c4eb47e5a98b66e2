package io.keyturn.provider.vault;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The requests of <a
 * href="https://developer.hashicorp.com/vault/api-docs/system/leases">/sys/leases</a>, and what
 * they end with.
 */
record LeaseApi(URI renewal, URI revocation, URI self) {
  static LeaseApi of(Connection connection) {
    return new LeaseApi(
        connection.uri("sys/leases/renew"),
        connection.uri("sys/leases/revoke"),
        connection.uri("auth/token/lookup-self"));
  }

  /** Asks for as much as it had at first: for less it would become shorter. */
  Answer renew(SessionToken token, HeldLease lease) {
    String increment = Long.toString(lease.first().toSeconds());
    return post(token, renewal, Map.of("lease_id", lease.id(), "increment", increment));
  }

  Answer revoke(SessionToken token, HeldLease lease) {
    return post(token, revocation, Map.of("lease_id", lease.id()));
  }

  /** Asks what token a Vault Agent adds. */
  Answer lookUp(SessionToken token) {
    return token.ask(rest -> VaultApi.get(rest, self));
  }

  private static Answer post(SessionToken token, URI uri, Map<String, String> members) {
    return token.ask(rest -> VaultApi.post(rest, uri, members));
  }

  /** What a renewal brought. */
  static Duration duration(Answer renewal) {
    return Duration.ofSeconds(Json.natural(Json.members(renewal.body()), "lease_duration"));
  }
}
