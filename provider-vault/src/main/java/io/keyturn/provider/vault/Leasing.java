package io.keyturn.provider.vault;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the leases on what was read: renews them, says when they are to be replaced, and revokes
 * them. Thread-safe.
 */
final class Leasing {
  /**
   * What Vault says, with status 400, of a lease that is no longer or cannot live on. With that
   * status it answers as well while the engine's own server is away, and then the lease lives.
   */
  private static final List<String> LOST =
      List.of("lease not found", "lease expired", "lease is not renewable");

  private static final String SHORT =
      "its leases live for less than twice keyturn.rotation.drain, so that each is replaced when a"
          + " third of its life is left: let its role or the login live longer, or set a shorter"
          + " drain";
  private static final String NO_RENEWAL =
      "Vault refuses to renew its leases, so that each is replaced when two thirds of it are over:"
          + " let the policy allow update on sys/leases/renew";
  private static final String NO_REVOCATION =
      "Vault refuses to revoke leases, so that each lives on after it was replaced: let the policy"
          + " allow update on sys/leases/revoke";

  private final LeaseApi api;
  private final Session session;
  private final Leases leases;

  /** Whose leases are known to be too short for the drain: the next one shows it late. */
  private final Set<SecretLocation> tooShort = ConcurrentHashMap.newKeySet();

  private volatile boolean renewalRefused;
  private volatile boolean revocationRefused;

  Leasing(LeaseApi api, Session session, Leases leases) {
    this.api = api;
    this.session = session;
    this.leases = leases;
  }

  /**
   * Renews the lease that is told as this version, if it is time.
   *
   * @return empty if there is none, or it is to be replaced by another read
   * @throws VaultFailure if it cannot be renewed now, and holds meanwhile
   */
  Optional<Outcome> keep(String version) {
    tryRevocations();
    Optional<HeldLease> lease = leases.find(version);
    return lease.isPresent() ? keep(lease.get()) : Optional.empty();
  }

  private Optional<Outcome> keep(HeldLease lease) {
    SessionToken token = session.token(Uses.NONE);
    Leases.Step step = step(lease, token);
    if (step == Leases.Step.RENEW && renewed(lease, session.token(Uses.ONE))) {
      token = session.token(Uses.NONE); // perhaps another than before
      step = step(lease, token);
    }
    return step == Leases.Step.KEEP ? Optional.of(unchanged(lease, token)) : Optional.empty();
  }

  /** An agent may have renewed its token before that is to be replaced. */
  private Leases.Step step(HeldLease lease, SessionToken token) {
    Leases.Step step = leases.step(lease, token);
    if (step != Leases.Step.REPLACE || !lease.isByAgent()) {
      return step;
    }
    lookUp(lease);
    return leases.step(lease, token);
  }

  private Outcome unchanged(HeldLease lease, SessionToken token) {
    return new Outcome.Unchanged(
        Optional.of(leases.validFor(lease)),
        session.nextLook(lease.bundle(), Optional.of(leases.lookAgainIn(lease, token)), true));
  }

  private boolean renewed(HeldLease lease, SessionToken token) {
    try {
      return renew(lease, token);
    } catch (VaultFailure failure) {
      if (leases.isEnding(lease)) {
        return false;
      }
      throw failure;
    }
  }

  /** Whether it lives on, perhaps not for long. */
  private boolean renew(HeldLease lease, SessionToken token) {
    long asked = leases.now();
    Answer answer = api.renew(token, lease);
    if (answer.ok()) {
      leases.renewed(lease, asked, LeaseApi.duration(answer));
      renewalRefused = false;
      return true;
    }
    if (answer.denied()) {
      renewalRefused |= !answer.refusesToken();
      return false;
    }
    if (isLost(answer)) {
      return false;
    }
    throw failure(answer, "Vault could not renew the lease");
  }

  private static boolean isLost(Answer answer) {
    return answer.status() == 400 && LOST.stream().anyMatch(answer::says);
  }

  /** A status that says nothing else is one of a server behind Vault. */
  private static VaultFailure failure(Answer answer, String what) {
    return answer
        .passing()
        .orElseGet(
            () -> new VaultFailure(Kind.UNAVAILABLE, "status " + answer.status() + ": " + what));
  }

  /** Holds the lease on what was read. */
  HeldLease hold(SecretLocation bundle, Lease lease, Session.Asked asked) {
    HeldLease held = leases.same(lease).orElseGet(() -> added(bundle, lease, asked));
    if (asked.by().carries(Auth.NONE)) {
      lookUp(held);
    }
    return held;
  }

  /** Says of a lease that was just read what it does to its content. */
  void tell(HeldLease lease, SessionToken by, SecretBundle.Builder content) {
    content
        .version(lease.version())
        .validFor(leases.validFor(lease))
        .lookAgainIn(leases.lookAgainIn(lease, by));
    remark(lease.bundle(), by).ifPresent(content::remark);
  }

  /** What is out of a Vault Agent's cache was renewed by it, nobody knows how often. */
  private HeldLease added(SecretLocation bundle, Lease lease, Session.Asked asked) {
    Duration age = asked.answer().age();
    HeldLease held = leases.hold(bundle, lease, asked.by(), asked.at() - age.toNanos());
    if (!age.isZero() && lease.renewable()) {
      learn(held, asked.by());
    }
    return held;
  }

  /**
   * How long an agent's token lives is known where it may be asked: else until Vault refuses it.
   */
  private void lookUp(HeldLease lease) {
    try {
      long asked = leases.now();
      Answer answer = api.lookUp(lease.by());
      if (answer.ok()) {
        lease.by(AgentToken.of(answer, asked));
      }
    } catch (VaultFailure e) { // as without the right
    }
  }

  private void learn(HeldLease lease, SessionToken by) {
    try {
      if (!renew(lease, by)) {
        leases.unrenewable(lease);
      }
    } catch (VaultFailure e) {
      if (leases.isOver(lease)) { // nobody knows: the agent may have renewed it
        leases.take(lease);
        throw e.passing();
      } // else it is renewed when it is due
    }
  }

  /** One: joined they would be another text, and so another warning, with each that is added. */
  private Optional<SecretBundle.Remark> remark(SecretLocation bundle, SessionToken by) {
    if (leases.areShort(bundle, by)) {
      tooShort.add(bundle);
    }
    if (revocationRefused) {
      return warning(NO_REVOCATION);
    }
    if (renewalRefused) {
      return warning(NO_RENEWAL);
    }
    return tooShort.contains(bundle) ? warning(SHORT) : Optional.empty();
  }

  private static Optional<SecretBundle.Remark> warning(String text) {
    return Optional.of(new SecretBundle.Remark(text, true));
  }

  /**
   * Revokes the lease that is told as this version, once, unless others may use it too; and what
   * could not be revoked before.
   *
   * @throws VaultFailure if it cannot be revoked now: it is tried again
   */
  void retire(String version) {
    HeldLease lease = leases.find(version).orElse(null);
    if (lease != null && lease.isShared()) {
      return; // held on: the agent will give it again
    }
    if (lease != null) {
      lease.retire();
    }
    revokeRetired();
  }

  /** Revokes a lease that nobody has used, or tries it again. */
  void abandon(HeldLease lease) {
    try {
      retire(lease.version());
    } catch (VaultFailure e) { // again at the next look
    }
  }

  /** One that fails is no reason to leave the others, unless there is no answer at all. */
  private void revokeRetired() {
    Optional<VaultFailure> failure = Optional.empty();
    for (HeldLease lease : leases.all()) {
      if (lease.isRetired() && leases.take(lease) && !leases.isOver(lease)) {
        Optional<VaultFailure> own = revoke(lease);
        failure = own.isPresent() ? own : failure;
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private Optional<VaultFailure> revoke(HeldLease lease) {
    boolean done = false;
    try {
      Answer answer = api.revoke(session.token(Uses.ONE), lease);
      boolean refused = answer.denied() && !answer.refusesToken();
      if (refused || answer.done()) {
        revocationRefused = refused;
      }
      done = answer.done() || refused || isLost(answer);
      return done
          ? Optional.empty()
          : Optional.of(failure(answer, "Vault could not revoke the lease"));
    } finally {
      if (!done) {
        leases.putBack(lease);
      }
    }
  }

  /** Of what failed before; it is not what a look is for. */
  private void tryRevocations() {
    try {
      revokeRetired();
    } catch (VaultFailure e) { // again at the next look
    }
  }
}
