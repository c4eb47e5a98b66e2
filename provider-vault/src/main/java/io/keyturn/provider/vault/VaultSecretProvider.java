package io.keyturn.provider.vault;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.Optional;

/** Reads bundles from the engines of one Vault, one request each. */
final class VaultSecretProvider implements SecretProvider {
  private final Connection connection;
  private final Session session;
  private final Reader reader;
  private final Mounts mounts;
  private final Leasing leasing;
  private final Runnable beforeClose;
  private final Calls calls = new Calls();
  private volatile boolean closed;

  VaultSecretProvider(
      Connection connection,
      Session session,
      Reader reader,
      Mounts mounts,
      Leasing leasing,
      Runnable beforeClose) {
    this.connection = connection;
    this.session = session;
    this.reader = reader;
    this.mounts = mounts;
    this.leasing = leasing;
    this.beforeClose = beforeClose;
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    mounts.check(bundle);
    return bundle;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    calls.begin();
    try {
      checkOpen(bundle);
      return read(bundle);
    } catch (VaultFailure failure) {
      throw failure.at(bundle);
    } finally {
      calls.end();
    }
  }

  /**
   * Of what has no lease a full read too: to ask for the metadata alone needs another policy and is
   * no cheaper.
   */
  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    calls.begin();
    try {
      checkOpen(bundle);
      Optional<Outcome> kept = leasing.keep(known);
      return kept.isPresent() ? kept.get() : compared(read(bundle), known);
    } catch (VaultFailure failure) {
      throw failure.at(bundle);
    } finally {
      calls.end();
    }
  }

  private static Outcome compared(SecretBundle fetched, String known) {
    boolean same = fetched.version().equals(Optional.of(known));
    return same
        ? new Outcome.Unchanged(fetched.validFor(), fetched.lookAgainIn())
        : new Outcome.Fetched(fetched);
  }

  private void checkOpen(SecretLocation bundle) {
    if (closed) {
      throw new IllegalStateException("the store '" + bundle.store() + "' is closed");
    }
  }

  private SecretBundle read(SecretLocation bundle) {
    Engine engine = mounts.engine(bundle);
    Session.Asked asked = reader.get(engine.uses(), engine.request(bundle));
    Optional<Engine> another =
        asked.answer().ok() || asked.answer().passing().isPresent()
            ? Optional.empty()
            : mounts.another(bundle, engine);
    if (another.isEmpty()) {
      return bundle(bundle, engine, asked);
    }
    return bundle(
        bundle, another.get(), reader.get(another.get().uses(), another.get().request(bundle)));
  }

  private SecretBundle bundle(SecretLocation bundle, Engine engine, Session.Asked asked) {
    Answer answer = asked.answer();
    if (answer.ok()) {
      Envelope envelope = Envelope.of(answer);
      Optional<Lease> lease = envelope.lease();
      return lease.isPresent()
          ? leased(leasing.hold(bundle, lease.get(), asked), asked, engine, envelope)
          : withLook(bundle, engine.read(bundle, envelope));
    }
    throw answer.passing().orElseGet(() -> refusal(bundle, engine, answer));
  }

  /** What cannot be read is used by nobody. */
  private SecretBundle leased(
      HeldLease lease, Session.Asked asked, Engine engine, Envelope envelope) {
    boolean used = false;
    try {
      SecretBundle.Builder content = engine.read(lease.bundle(), envelope);
      leasing.tell(lease, asked.by(), content);
      SecretBundle built = withLook(lease.bundle(), content);
      used = true;
      return built;
    } finally {
      if (!used) {
        leasing.abandon(lease);
      }
    }
  }

  /** The session may want to be asked again before. */
  private SecretBundle withLook(SecretLocation bundle, SecretBundle.Builder content) {
    SecretBundle built = content.build();
    if (built.fixed()) { // it is not looked at again
      return built;
    }
    Optional<Duration> next =
        session.nextLook(bundle, built.lookAgainIn(), built.validFor().isPresent());
    return next.equals(built.lookAgainIn())
        ? built
        : content.lookAgainIn(next.orElseThrow()).build();
  }

  private VaultFailure refusal(SecretLocation bundle, Engine engine, Answer answer) {
    Optional<String> missing = engine.missing(bundle, answer);
    if (missing.isPresent()) {
      return new VaultFailure(Kind.NOT_FOUND, missing.get());
    }
    if (answer.refusesByPolicy()) {
      String path = Segments.decoded(engine.request(bundle).split("\\?", 2)[0]);
      return reader.denied(
          answer, "has no policy with read on " + path + "; or is the location mistyped?");
    }
    return answer.denied()
        ? reader.denied(answer, "is refused, though not in Vault's words; by a proxy before it?")
        : new VaultFailure(
            Kind.FORMAT, "status " + answer.status() + ": Vault does not understand the request");
  }

  @Override
  public void retire(SecretLocation bundle, String version) {
    calls.begin();
    try {
      leasing.retire(version);
    } catch (VaultFailure failure) {
      throw failure.at(bundle);
    } finally {
      calls.end();
    }
  }

  @Override
  public void close() {
    closed = true;
    connection.closeToOthers();
    calls.awaitEnd();
    try {
      beforeClose.run();
      session.close();
    } finally {
      connection.close();
    }
  }
}
