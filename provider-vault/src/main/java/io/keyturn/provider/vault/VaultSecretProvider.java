package io.keyturn.provider.vault;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.util.Optional;

/** Reads bundles from the engines of one Vault, one request each. */
final class VaultSecretProvider implements SecretProvider {
  private final Connection connection;
  private final Session session;
  private final Reader reader;
  private final Mounts mounts;
  private volatile boolean closed;

  VaultSecretProvider(Connection connection, Session session, Reader reader, Mounts mounts) {
    this.connection = connection;
    this.session = session;
    this.reader = reader;
    this.mounts = mounts;
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    mounts.check(bundle);
    return bundle;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    if (closed) {
      throw new IllegalStateException("the store '" + bundle.store() + "' is closed");
    }
    try {
      return read(bundle);
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
        ? new Outcome.Unchanged(fetched.validFor(), fetched.lookAgainIn())
        : new Outcome.Fetched(fetched);
  }

  private SecretBundle read(SecretLocation bundle) {
    Engine engine = mounts.engine(bundle);
    Session.Asked asked = reader.get(engine.request(bundle));
    Optional<Engine> another =
        asked.answer().ok() || asked.answer().passing().isPresent()
            ? Optional.empty()
            : mounts.another(bundle, engine);
    if (another.isEmpty()) {
      return bundle(bundle, engine, asked);
    }
    return bundle(bundle, another.get(), reader.get(another.get().request(bundle)));
  }

  private SecretBundle bundle(SecretLocation bundle, Engine engine, Session.Asked asked) {
    Answer answer = asked.answer();
    if (answer.ok()) {
      Envelope envelope = Envelope.of(answer);
      return engine.read(bundle, envelope).build();
    }
    throw answer.passing().orElseGet(() -> refusal(bundle, engine, answer));
  }

  private VaultFailure refusal(SecretLocation bundle, Engine engine, Answer answer) {
    Optional<String> missing = engine.missing(bundle, answer);
    if (missing.isPresent()) {
      return new VaultFailure(Kind.NOT_FOUND, missing.get());
    }
    String status = "status " + answer.status();
    return answer.denied()
        ? new VaultFailure(
            Kind.ACCESS_DENIED, status + ": " + reader.who() + " or its policy does not allow it")
        : new VaultFailure(Kind.FORMAT, status + ": Vault does not understand the request");
  }

  @Override
  public void close() {
    closed = true;
    session.close();
    connection.close();
  }
}
