package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.URI;

/** Reads paths of one Vault with the session's token. */
final class Reader {
  private final Connection connection;
  private final Session session;

  Reader(Connection connection, Session session) {
    this.connection = connection;
    this.session = session;
  }

  /**
   * Reads an encoded path, and once more with another token where Vault refuses the first. What may
   * make a user is sent no more often than that.
   *
   * @param uses what it costs a token
   * @param path below {@code /v1/}
   * @throws VaultFailure if there is no answer
   */
  Session.Asked get(Uses uses, String path) {
    URI uri = connection.uri(path);
    return session.ask(uses, token -> get(uses, token, uri));
  }

  private static Answer get(Uses uses, SessionToken token, URI uri) {
    return token.ask(
        rest -> uses == Uses.LEASE ? VaultApi.getOnce(rest, uri) : VaultApi.get(rest, uri));
  }

  /**
   * Why Vault denied an answer.
   *
   * @param otherwise what follows who reads, where it is not the token
   */
  VaultFailure denied(Answer answer, String otherwise) {
    String status = "status " + answer.status() + ": ";
    return new VaultFailure(
        Kind.ACCESS_DENIED,
        answer.refusesToken()
            ? status
                + "Vault does not know the token, or it is over, or none was sent: "
                + session.who()
            : status + session.who() + " " + otherwise);
  }
}
