package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.vault.core.RestOperationsCallback;
import org.springframework.vault.core.VaultOperations;
import org.springframework.vault.support.VaultToken;

/**
 * A token of the session and what is known of its life, which renewals prolong. Leases that it
 * makes die with it.
 *
 * <p>Thread-safe. Two are the same only where they are the same object.
 */
final class SessionToken {
  private static final int ANY = Integer.MAX_VALUE;

  /** So many that it is not known how many: counted down all the same. */
  private static final int UNKNOWN = ANY - 1;

  /**
   * Vault's status also where a login does not renew its token, for good: its role is gone, or its
   * policies have changed. A login tells whether anything else is wrong.
   */
  private static final int REFUSED = 500;

  private static final int LOOK_UPS = 3;
  private static final long LOOK_UP_NANOS = Duration.ofSeconds(10).toNanos();

  private final Auth auth;
  private final VaultOperations vault;
  private final AtomicInteger uses;
  private volatile Life life;
  private volatile int lookUpsLeft;
  private volatile boolean hasLeases;

  /**
   * Makes a token.
   *
   * @param now when it was asked for
   */
  SessionToken(Auth auth, VaultOperations vault, long now) {
    this.auth = auth;
    this.vault = vault;
    this.life = Life.of(now, auth.life(), auth.life(), auth.renewable());
    this.lookUpsLeft = auth.made() || auth.token().equals(Auth.NONE) ? 0 : LOOK_UPS;
    int any = isUnknown() ? UNKNOWN : ANY;
    this.uses = new AtomicInteger(auth.uses() == 0 ? any : auth.uses());
  }

  /** Makes a request that carries it. */
  Answer ask(RestOperationsCallback<Answer> request) {
    return Objects.requireNonNull(vault.doWithSession(request));
  }

  /** What the login granted. */
  Auth auth() {
    return auth;
  }

  boolean carries(VaultToken token) {
    return auth.token().equals(token);
  }

  /** How many nanoseconds of its life are left, none if it is used up; the largest if no end. */
  long left(long now) {
    return uses.get() == 0 ? 0 : life.left(now);
  }

  boolean isAlive(long now) {
    return left(now) > 0;
  }

  /** How many nanoseconds from now it wants to be renewed, replaced or looked up. */
  long good(long now) {
    return isUnknown() ? LOOK_UP_NANOS : life.good(now);
  }

  /** Whether to renew or replace it: a little sooner, since the engine spreads its looks so. */
  boolean isDue(long now) {
    return !isUnknown() && life.isDue(now);
  }

  /** Whether it was made elsewhere, and Vault has not said yet how long it lives. */
  boolean isUnknown() {
    return lookUpsLeft > 0;
  }

  /**
   * Takes the uses of a request before it is sent, if so many are left. The last one of a token
   * that has leases is left alone: Vault would end them with it.
   */
  boolean take(Uses wanted) {
    if (wanted == Uses.LEASE) {
      hasLeases = true;
    }
    int left = hasLeases && wanted == Uses.ONE ? 2 : wanted.left;
    int before = uses.get();
    while (before != ANY && before >= left) {
      if (uses.compareAndSet(before, before - wanted.spent)) {
        return true;
      }
      before = uses.get();
    }
    return before == ANY;
  }

  /**
   * Renews it by its whole life.
   *
   * @return whether that brought most of it; not near its maximum life
   * @throws VaultFailure if it is worth trying again
   */
  boolean renew(TokenApi api, long now) {
    Life before = life;
    if (!before.renewable() || uses.get() != ANY) { // it would cost a use
      return false;
    }
    Answer answer = api.renew(auth.token(), before.whole());
    if (answer.ok()) {
      Auth granted = Auth.of(answer);
      life = before.renewed(now, granted);
      return granted.covers(before.whole().dividedBy(3).multipliedBy(2));
    }
    if (answer.status() == REFUSED) {
      return false;
    }
    throwIfPassing(answer);
    life = answer.refusesToken() ? before.ended(now) : before.notRenewable();
    return false;
  }

  /**
   * Asks what is known of it, where somebody else made it. The right to ask is in Vault's {@code
   * default} policy; without it nothing is known, and it is used until Vault refuses it.
   *
   * @throws VaultFailure if it is worth trying again, as it is not for ever
   */
  void lookUp(TokenApi api, long now) {
    int left = lookUpsLeft - 1; // by whoever holds the session's lock
    lookUpsLeft = left;
    int before = uses.get();
    Answer answer = api.lookUp(auth.token());
    if (answer.ok()) {
      LookedUp found = LookedUp.of(answer);
      life = found.life(now);
      found(found.uses(), before);
    } else {
      throwIfPassing(answer);
      uses.set(ANY);
    }
    lookUpsLeft = 0;
  }

  /** Vault need not have counted what was sent since then. */
  private void found(int found, int before) {
    int now;
    int next;
    do {
      now = uses.get();
      next = found == 0 ? ANY : Math.max(found - (before - now), 0);
    } while (!uses.compareAndSet(now, next));
  }

  private static void throwIfPassing(Answer answer) {
    VaultFailure passing = answer.passing().orElse(null);
    if (passing != null) {
      throw passing;
    }
  }

  /** Vault does not know it any more, nor its leases. */
  void end(long now) {
    life = life.ended(now);
  }

  /** It is given again: to be looked at when two thirds of what is left are over. */
  void isStillGiven(long now) {
    life = life.rest(now);
  }

  /** How much is left when it was made or renewed. */
  @Override
  public String toString() {
    return "SessionToken[" + Duration.ofNanos(life.nanos()) + "]";
  }
}
