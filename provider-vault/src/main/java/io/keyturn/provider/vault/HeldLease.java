package io.keyturn.provider.vault;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is held: on what one read brought.
 *
 * <p>It ends with the token that made it, even where another token has renewed it. Of times in
 * nanoseconds of one clock; thread-safe.
 */
final class HeldLease {
  /** Told as the version of what was read. Not the lease's id, which may be used to revoke it. */
  private final String version = UUID.randomUUID().toString();

  private final SecretLocation bundle;
  private final String id;
  private final Duration first;
  private final boolean shared;
  private final SessionToken by;
  private final long made;
  private volatile Term term;
  private volatile boolean retired;

  /** The token that made it where a Vault Agent added that, once it is known. */
  private volatile @Nullable AgentToken agents;

  HeldLease(SecretLocation bundle, Lease lease, SessionToken by, long made, Term term) {
    this.bundle = bundle;
    this.id = lease.id();
    this.first = lease.duration();
    this.shared = lease.shared();
    this.by = by;
    this.made = made;
    this.term = term;
  }

  String version() {
    return version;
  }

  SecretLocation bundle() {
    return bundle;
  }

  String id() {
    return id;
  }

  /** How long it was to live at first, and by each renewal. */
  Duration first() {
    return first;
  }

  /** Whether others may use it too, so that it is not to be revoked. */
  boolean isShared() {
    return shared;
  }

  /** Nobody uses it any more. */
  void retire() {
    retired = true;
  }

  /** Whether it is still to be revoked. */
  boolean isRetired() {
    return retired;
  }

  /** The token that made it. */
  SessionToken by() {
    return by;
  }

  Term term() {
    return term;
  }

  void renew(Term next) {
    term = next;
  }

  /** The token of the agent, as it is now: the first one made the lease, another is no matter. */
  void by(AgentToken now) {
    AgentToken first = agents;
    if (first == null || first.accessor().equals(now.accessor())) {
      agents = now;
    }
  }

  /** Whether it ends with the token of an agent. */
  boolean isByAgent() {
    return agents != null;
  }

  /** How long it holds. */
  long left(long now) {
    return Math.min(term.end - now, Math.min(by.left(now), agentsLeft(now)));
  }

  private long agentsLeft(long now) {
    AgentToken token = agents;
    return token == null ? Long.MAX_VALUE : token.life().left(now);
  }

  /**
   * What is left until an end that nothing puts off; the largest number where none is known.
   *
   * @param current the token of now: no other one is renewed any more
   */
  long rest(long now, SessionToken current) {
    long lease = term.last ? term.end - now : Long.MAX_VALUE;
    long token = by.equals(current) ? agentsLeft(now) : by.left(now);
    return Math.min(lease, token);
  }

  /** How long it has been there. */
  long age(long now) {
    return now - made;
  }

  /** Nothing of the lease but what is told as the version. */
  @Override
  public String toString() {
    return "HeldLease[" + version + "]";
  }

  /**
   * The time until the end of a lease, or its next renewal.
   *
   * @param due when it is to be renewed
   * @param last whether no renewal will put off the end
   */
  record Term(long due, long end, boolean last) {}
}
