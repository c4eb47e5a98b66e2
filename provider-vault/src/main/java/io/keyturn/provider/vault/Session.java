package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.vault.core.VaultOperations;
import org.springframework.vault.support.VaultToken;

/**
 * The token that requests carry: renewed or replaced inside a request once two thirds of its life
 * are over, replaced when it is used up or Vault refuses it; one login or renewal at a time.
 *
 * <p>Spring's {@code LifecycleAwareSessionManager} serves a token that cannot be renewed after its
 * end, never logs in again after a 403, and needs a scheduler. Here nothing runs but the readers,
 * which come in time because of {@link #nextLook}. Thread-safe.
 */
final class Session {
  // A refusal that a new login did not end is the policy's: each login leaves a token in Vault.
  private static final long BELIEVED_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long SOONEST_NANOS = Duration.ofMillis(1).toNanos();

  private final Login login;
  private final Function<VaultToken, VaultOperations> vault;
  private final TokenApi api;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Keepers keepers = new Keepers();
  private volatile @Nullable SessionToken current;
  private volatile @Nullable Long inVainAt;
  private volatile @Nullable Failures failures;

  /**
   * Makes a session that is not logged in yet.
   *
   * @param vault makes requests that carry a token
   * @param patience how long a reader waits for the login of another
   */
  Session(
      Login login,
      Function<VaultToken, VaultOperations> vault,
      TokenApi api,
      Duration patience,
      LongSupplier nanoTime) {
    this.login = login;
    this.vault = vault;
    this.api = api;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Who asks, for messages. */
  String who() {
    return login.who();
  }

  /** Asks with a request that costs one use of the token. */
  Asked ask(Function<SessionToken, Answer> request) {
    return ask(Uses.ONE, request);
  }

  /**
   * Asks, and once more with another token where Vault refuses one that is not brand-new.
   *
   * @throws VaultFailure if there is no token to ask with
   */
  Asked ask(Uses uses, Function<SessionToken, Answer> request) {
    SessionToken before = current;
    SessionToken token = token(uses);
    long at = nanoTime.getAsLong();
    Answer answer = request.apply(token);
    boolean brandNew = before == null || !before.equals(token);
    if (answer.denied() && !brandNew && replaced(token)) {
      token = token(uses);
      at = nanoTime.getAsLong();
      answer = request.apply(token);
      inVainAt = answer.denied() ? nanoTime.getAsLong() : null;
    }
    if (answer.ok() && token.isUnknown() && uses != Uses.NONE) {
      lookUp(token);
    }
    return new Asked(answer, token, at);
  }

  /** When it wants to be asked again: not later than two thirds of its life are over. */
  Optional<Duration> nextLook() {
    SessionToken token = current;
    if (token == null) {
      return Optional.empty();
    }
    return look(next(token, nanoTime.getAsLong()));
  }

  /**
   * When it wants a look at this bundle, or the bundle wants one: the earlier.
   *
   * @param own when the bundle wants one
   * @param leased whether its lease ends with the token: then it comes before that in any case
   */
  Optional<Duration> nextLook(SecretLocation bundle, Optional<Duration> own, boolean leased) {
    SessionToken token = current;
    if (token == null) {
      return own;
    }
    long now = nanoTime.getAsLong();
    long next = next(token, now);
    if (next == Long.MAX_VALUE) {
      return own;
    }
    long left = token.left(now);
    long wait = keepers.wait(bundle, now, next, left);
    Optional<Duration> its = look(leased ? Math.min(wait, Keepers.second(next, left)) : wait);
    boolean earlier = its.isPresent() && (own.isEmpty() || its.get().compareTo(own.get()) < 0);
    return earlier ? its : own;
  }

  private static Optional<Duration> look(long wait) {
    return wait == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(wait, SOONEST_NANOS)));
  }

  private long next(SessionToken token, long now) {
    return Math.max(token.good(now), pauseLeft(now));
  }

  private long pauseLeft(long now) {
    Failures failed = failures;
    return failed == null ? 0 : failed.pauseLeft(now);
  }

  /** Until a tenth is left: the engine makes looks a little sooner. */
  private boolean isPausing() {
    Failures failed = failures;
    return failed != null && failed.pauseLeft(nanoTime.getAsLong()) > failed.pause() / 10;
  }

  /**
   * The token for a request: renewed or replaced first where that is due.
   *
   * @throws VaultFailure if there is none
   */
  SessionToken token(Uses uses) {
    SessionToken token = current;
    long now = nanoTime.getAsLong();
    if (token == null || !token.isAlive(now)) {
      return another(token, uses);
    }
    SessionToken next = token.isDue(now) ? early(token) : token;
    return next.take(uses) ? next : another(next, uses);
  }

  /** The token of now, as it is. */
  Optional<SessionToken> current() {
    return Optional.ofNullable(current);
  }

  private SessionToken another(@Nullable SessionToken old, Uses uses) {
    long came = nanoTime.getAsLong();
    lock();
    try {
      SessionToken token = current;
      if (token == null || token.equals(old) || !token.take(uses)) {
        token = logIn(came);
        if (!token.take(uses)) { // all that it is good for
          token.take(Uses.ONE);
        }
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for nobody else's login, and fails with none, while the old token lives. */
  private SessionToken early(SessionToken living) {
    if (isPausing() || !lock.tryLock()) {
      return living;
    }
    try {
      SessionToken token = current;
      if (token == null || !token.equals(living)) {
        return token == null ? living : token;
      }
      return living.isDue(nanoTime.getAsLong()) ? following(living) : living;
    } catch (VaultFailure e) {
      failed(e, living.left(nanoTime.getAsLong()));
      return living;
    } finally {
      lock.unlock();
    }
  }

  /** The same token renewed, or another; what somebody else made may have been replaced too. */
  private SessionToken following(SessionToken old) {
    boolean renewed = old.renew(api, nanoTime.getAsLong());
    if (!renewed) {
      return took(nanoTime.getAsLong(), login.logIn());
    }
    failures = null;
    try {
      return old.auth().made() ? old : took(nanoTime.getAsLong(), login.logIn());
    } catch (VaultFailure e) { // where it was given is nothing now
      return old;
    }
  }

  private SessionToken logIn(long came) {
    long now = nanoTime.getAsLong();
    Failures failed = failures;
    if (failed != null && failed.answers(came, now)) {
      throw failed.last();
    }
    try {
      return took(now, login.logIn());
    } catch (VaultFailure e) {
      failed(e, 0);
      throw e;
    }
  }

  /** An interrupt is one reader's own. */
  private void failed(VaultFailure failure, long left) {
    if (!Thread.currentThread().isInterrupted()) {
      failures = Failures.after(failures, nanoTime.getAsLong(), left, failure);
    }
  }

  private SessionToken took(long askedAt, Auth auth) {
    failures = null;
    SessionToken token = current;
    long now = nanoTime.getAsLong();
    if (token != null && token.carries(auth.token()) && token.isAlive(now)) {
      token.isStillGiven(now);
      return token;
    }
    SessionToken taken = new SessionToken(auth, vault.apply(auth.token()), askedAt);
    current = taken;
    return taken;
  }

  /** Whether there is another token than the refused one now; the refused one is kept if not. */
  private boolean replaced(SessionToken refused) {
    long came = nanoTime.getAsLong();
    lock();
    try {
      if (!refused.equals(current)) {
        return true;
      }
      return !(refused.auth().made() && isBelieved()) && !refused.equals(logIn(came));
    } finally {
      lock.unlock();
    }
  }

  private boolean isBelieved() {
    Long since = inVainAt;
    return since != null && nanoTime.getAsLong() - since < BELIEVED_NANOS;
  }

  /** After a secret, since with a last use it would cost the secret. */
  private void lookUp(SessionToken token) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (token.isUnknown()) {
        token.lookUp(api, nanoTime.getAsLong());
      }
    } catch (VaultFailure e) {
      // The answer is there; a few later ones try again.
    } finally {
      lock.unlock();
    }
  }

  private void lock() {
    try {
      if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new VaultFailure(Kind.UNAVAILABLE, "the login takes too long");
      }
    } catch (InterruptedException e) {
      throw VaultFailure.interrupted();
    }
  }

  /** Ends the current token in Vault, with its leases, if a login here made it. */
  boolean revokeSelf() {
    SessionToken token = current;
    return token != null && revoke(token);
  }

  /**
   * Ends a token in Vault, with its leases.
   *
   * @return whether that was done: not to a token that somebody else made
   */
  boolean revoke(SessionToken token) {
    if (!token.auth().made()) {
      return false;
    }
    try {
      int status = api.revoke(token.auth().token()).status();
      return status == 204 || status == 200;
    } catch (VaultFailure e) {
      return false;
    }
  }

  /** Forgets the token. */
  void close() {
    current = null;
  }

  /**
   * An answer.
   *
   * @param by the token that it was asked with
   * @param at when it was asked
   */
  record Asked(Answer answer, SessionToken by, long at) {}
}
