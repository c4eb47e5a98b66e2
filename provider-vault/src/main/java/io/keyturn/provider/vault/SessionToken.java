package io.keyturn.provider.vault;

import java.util.concurrent.TimeUnit;
import org.springframework.vault.core.VaultOperations;

/**
 * A token of the session and what is known of its life. Leases that it makes die with it.
 *
 * <p>Thread-safe. Two are the same only where they are the same object.
 */
final class SessionToken {
  private final Auth auth;
  private final VaultOperations vault;
  private final long since;
  private final long life;

  SessionToken(Auth auth, VaultOperations vault, long now) {
    this.auth = auth;
    this.vault = vault;
    this.since = now;
    this.life = TimeUnit.NANOSECONDS.convert(auth.life()); // at most 292 years
  }

  /** Requests that carry it. */
  VaultOperations vault() {
    return vault;
  }

  Auth auth() {
    return auth;
  }

  /** How many nanoseconds of its life are left; the largest number if it has no end. */
  long left(long now) {
    return life == 0 ? Long.MAX_VALUE : life - (now - since);
  }

  /** Whether less than two thirds of its life are over. */
  boolean isGood(long now) {
    return life == 0 || now - since < life / 3 * 2;
  }

  boolean isAlive(long now) {
    return left(now) > 0;
  }
}
