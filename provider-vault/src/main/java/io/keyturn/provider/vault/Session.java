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
  private static final long IN_VAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long SOONEST_NANOS = Duration.ofMillis(1).toNanos();

  private final Login login;
  private final Function<VaultToken, VaultOperations> vault;
  private final TokenApi api;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Keepers keepers = new Keepers();
  private final Trials trials = new Trials();
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

  /**
   * Asks, and once more with another token where Vault refuses one that is not brand-new.
   *
   * @throws VaultFailure if there is no token to ask with
   */
  Asked ask(Uses uses, Function<SessionToken, Answer> request) {
    SessionToken before = current;
    SessionToken token = token(uses);
    Asked asked = asked(token, request);
    boolean brandNew = before == null || !before.equals(token);
    if (asked.answer.denied() && !brandNew) {
      asked = again(asked, uses, request);
    }
    if (asked.answer.ok() && asked.by.isUnknown() && uses != Uses.NONE) {
      lookUp(asked.by);
    }
    return asked;
  }

  private Asked asked(SessionToken token, Function<SessionToken, Answer> request) {
    long at = nanoTime.getAsLong();
    return new Asked(request.apply(token), token, at);
  }

  private Asked again(Asked refused, Uses uses, Function<SessionToken, Answer> request) {
    if (refused.by.auth().made() && !refused.answer.refusesToken()) {
      return tried(refused, uses, request);
    }
    if (!replaced(refused.by, refused.answer.refusesToken())) {
      return refused;
    }
    Asked again = asked(token(uses), request);
    inVainAt = again.answer.refusesToken() ? nanoTime.getAsLong() : null;
    return again;
  }

  /** With a token that is kept only if it is granted what the policy refuses to one that lives. */
  private Asked tried(Asked refused, Uses uses, Function<SessionToken, Answer> request) {
    if (!refused.by.equals(current)) {
      return asked(token(uses), request);
    }
    if (!lock.tryLock()) {
      return refused;
    }
    try {
      long now = nanoTime.getAsLong();
      if (!refused.by.equals(current) || !trials.isDue(now) || pauseLeft(now) > 0) {
        return refused;
      }
      trials.begin(now);
      Auth auth = login.logIn();
      SessionToken trial = new SessionToken(auth, vault.apply(auth.token()), now);
      takeSome(trial, uses);
      return granted(trial, request).orElse(refused);
    } catch (VaultFailure e) { // no login: it stays refused
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /** What a trial is answered, if it is granted that; else it is revoked. */
  private Optional<Asked> granted(SessionToken trial, Function<SessionToken, Answer> request) {
    boolean granted = false;
    try {
      Asked asked = asked(trial, request);
      granted = !asked.answer.denied() && asked.answer.passing().isEmpty();
      if (granted) {
        trials.succeeded();
        failures = null;
        current = trial;
      }
      return granted ? Optional.of(asked) : Optional.empty();
    } finally {
      if (!granted) {
        revoke(trial);
      }
    }
  }

  /**
   * When it wants a look at this bundle, or the bundle wants one: the earlier. Of one bundle it is
   * not later than two thirds of its life are over.
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
      boolean other = token != null && !token.equals(old) && token.isAlive(nanoTime.getAsLong());
      if (token == null || !other || !token.take(uses)) {
        token = logIn(came);
        takeSome(token, uses);
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  /** Or all that it is good for. */
  private static void takeSome(SessionToken token, Uses uses) {
    if (!token.take(uses)) {
      token.take(Uses.ONE);
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
    if (!old.renew(api, nanoTime.getAsLong())) {
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

  /**
   * Whether there is another token than the refused one now.
   *
   * @param dead whether Vault does not know it any more, nor its leases
   */
  private boolean replaced(SessionToken refused, boolean dead) {
    long came = nanoTime.getAsLong();
    lock();
    try {
      if (!refused.equals(current)) {
        return true;
      }
      boolean made = refused.auth().made(); // else it is only read again
      if (made && isInVain(came)) {
        return false;
      }
      if (dead && made) { // not to be sent again, whatever becomes of the login
        refused.end(came);
      }
      boolean replaced = !refused.equals(logIn(came));
      if (dead && replaced) {
        refused.end(came);
      }
      return replaced;
    } finally {
      lock.unlock();
    }
  }

  /** Each login leaves a token in Vault. */
  private boolean isInVain(long now) {
    Long since = inVainAt;
    return since != null && now - since < IN_VAIN_NANOS;
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
      return api.revoke(token.auth().token()).done();
    } catch (VaultFailure e) {
      return false;
    }
  }

  /** Forgets the token, and closes the login. */
  void close() {
    current = null;
    login.close();
  }

  /**
   * An answer.
   *
   * @param by the token that it was asked with
   * @param at when it was asked
   */
  record Asked(Answer answer, SessionToken by, long at) {}
}
