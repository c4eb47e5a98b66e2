package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Revokes, when all is closed, what could not be revoked before, or all that was made here: each
 * login by itself, with the leases it made, or these singly. What does not answer is left after a
 * second, and all of it after three.
 */
final class LastRevocation implements Runnable {
  /** Calls under way had a second before, and the engine gives the end of all stores five. */
  private static final Duration MOST = Duration.ofSeconds(3);

  private static final Duration MOST_OF_ONE = Duration.ofSeconds(1);

  private final Connection connection;
  private final LeaseApi api;
  private final Session session;
  private final Leases leases;
  private final boolean all;

  /**
   * Revokes nothing yet.
   *
   * @param all whether what is in use is revoked too
   */
  LastRevocation(Connection connection, LeaseApi api, Session session, Leases leases, boolean all) {
    this.connection = connection;
    this.api = api;
    this.session = session;
    this.leases = leases;
    this.all = all;
  }

  @Override
  public void run() {
    long end = leases.now() + MOST.toNanos();
    for (SessionToken token : tokens()) {
      if (token.isAlive(leases.now()) && !(all && isDone(() -> session.revoke(token), end))) {
        revokeSingly(token, end);
      }
    }
  }

  /** The one of now is the last, since it revokes the leases of others. */
  private Set<SessionToken> tokens() {
    Set<SessionToken> tokens = new LinkedHashSet<>();
    for (HeldLease lease : leases.all()) {
      tokens.add(lease.by());
    }
    session.current().ifPresent(tokens::remove);
    session.current().ifPresent(tokens::add);
    return tokens;
  }

  private void revokeSingly(SessionToken token, long end) {
    SessionToken by =
        session.current().filter(current -> current.isAlive(leases.now())).orElse(token);
    for (HeldLease lease : leases.all()) {
      if (lease.by().equals(token) && isToBeRevoked(lease)) {
        isDone(() -> api.revoke(by, lease).done(), end);
      }
    }
  }

  private boolean isToBeRevoked(HeldLease lease) {
    return (all || lease.isRetired()) && !lease.isShared() && !leases.isOver(lease);
  }

  private boolean isDone(BooleanSupplier request, long end) {
    long left = Math.min(end - leases.now(), MOST_OF_ONE.toNanos());
    if (left <= 0) {
      return false;
    }
    connection.patience(Duration.ofNanos(left));
    try {
      return request.getAsBoolean();
    } catch (VaultFailure e) { // it ends by itself
      return false;
    }
  }
}
