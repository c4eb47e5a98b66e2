package io.keyturn.provider.vault;

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

  /** Who reads, for messages. */
  String who() {
    return session.who();
  }
}
