package io.keyturn.provider.vault;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/** Reads bundles from the KV engines of one Vault, one request each. */
final class VaultSecretProvider implements SecretProvider {
  private final Connection connection;
  private final Session session;
  private final Kv kv;
  private volatile boolean closed;

  VaultSecretProvider(Connection connection, Session session, Kv kv) {
    this.connection = connection;
    this.session = session;
    this.kv = kv;
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    kv.check(bundle);
    return bundle;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    if (closed) {
      throw new IllegalStateException("the store '" + bundle.store() + "' is closed");
    }
    URI uri = connection.uri(kv.request(bundle));
    try {
      return bundle(bundle, session.ask(token -> get(token, uri)).answer());
    } catch (VaultFailure failure) {
      throw failure.at(bundle);
    }
  }

  /** A full read too: to ask for the metadata alone needs another policy and is no cheaper. */
  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    SecretBundle fetched = fetch(bundle);
    boolean same = fetched.version().equals(Optional.of(known));
    return same
        ? new Outcome.Unchanged(Optional.empty(), fetched.lookAgainIn())
        : new Outcome.Fetched(fetched);
  }

  private static Answer get(SessionToken token, URI uri) {
    return Objects.requireNonNull(token.vault().doWithSession(rest -> VaultApi.get(rest, uri)));
  }

  private SecretBundle bundle(SecretLocation bundle, Answer answer) {
    if (answer.ok()) {
      return kv.bundle(bundle, answer.body(), session.nextLook());
    }
    throw answer.passing().orElseGet(() -> refusal(bundle, answer));
  }

  private VaultFailure refusal(SecretLocation bundle, Answer answer) {
    if (answer.missing()) {
      return new VaultFailure(Kind.NOT_FOUND, kv.missing(bundle, answer.body()));
    }
    String status = "status " + answer.status();
    return answer.denied()
        ? new VaultFailure(
            Kind.ACCESS_DENIED, status + ": " + session.who() + " or its policy does not allow it")
        : new VaultFailure(Kind.FORMAT, status + ": Vault does not understand the request");
  }

  @Override
  public void close() {
    closed = true;
    session.close();
    connection.close();
  }
}
