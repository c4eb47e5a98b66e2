package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.vault.core.VaultOperations;
import org.springframework.vault.support.VaultToken;

/**
 * The token that requests carry: one login at a time, again when two thirds of its life are over or
 * when Vault refuses it.
 *
 * <p>Spring's {@code LifecycleAwareSessionManager} serves a token that cannot be renewed after its
 * end, never logs in again after a 403, and needs a scheduler. Here nothing runs but the readers.
 * Thread-safe.
 */
final class Session {
  // A refusal that a new login did not end is the policy's: each login leaves a token in Vault.
  private static final long BELIEVED_NANOS = Duration.ofMinutes(1).toNanos();
  // An early login that hangs costs one reader its time.
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Login login;
  private final Function<VaultToken, VaultOperations> vault;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable SessionToken current;
  private volatile @Nullable Long inVainAt;
  private volatile @Nullable Long earlyFailedAt;

  /**
   * Makes a session that is not logged in yet.
   *
   * @param vault makes requests that carry a token
   * @param patience how long a reader waits for the login of another
   */
  Session(
      Login login,
      Function<VaultToken, VaultOperations> vault,
      Duration patience,
      LongSupplier nanoTime) {
    this.login = login;
    this.vault = vault;
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
  Asked ask(Function<SessionToken, Answer> request) {
    SessionToken before = current;
    SessionToken token = token();
    Answer answer = request.apply(token);
    boolean brandNew = before == null || !before.equals(token);
    if (!answer.denied() || brandNew || !replaced(token)) {
      return new Asked(answer, token);
    }
    SessionToken other = token();
    Answer second = request.apply(other);
    inVainAt = second.denied() ? nanoTime.getAsLong() : null;
    return new Asked(second, other);
  }

  private SessionToken token() {
    SessionToken token = current;
    long now = nanoTime.getAsLong();
    if (token == null || !token.isAlive(now)) {
      return another(token);
    }
    return token.isGood(now) ? token : early(token);
  }

  private SessionToken another(@Nullable SessionToken old) {
    lock();
    try {
      return after(old);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for nobody else's login, and fails with none, while the old token lives. */
  private SessionToken early(SessionToken living) {
    if (within(PAUSE_NANOS, earlyFailedAt) || !lock.tryLock()) {
      return living;
    }
    try {
      return after(living);
    } catch (VaultFailure e) {
      earlyFailedAt = nanoTime.getAsLong();
      return living;
    } finally {
      lock.unlock();
    }
  }

  private SessionToken after(@Nullable SessionToken old) {
    SessionToken token = current;
    return token != null && !token.equals(old) ? token : logIn(login.logIn());
  }

  /** Whether there is another token than the refused one now; the refused one is kept if not. */
  private boolean replaced(SessionToken refused) {
    lock();
    try {
      SessionToken token = current;
      if (token == null || !token.equals(refused)) {
        return true;
      }
      if (token.auth().made() && within(BELIEVED_NANOS, inVainAt)) {
        return false;
      }
      Auth auth = login.logIn();
      boolean another = !token.auth().token().equals(auth.token());
      if (another) {
        logIn(auth);
      }
      return another;
    } finally {
      lock.unlock();
    }
  }

  private boolean within(long nanos, @Nullable Long since) {
    return since != null && nanoTime.getAsLong() - since < nanos;
  }

  private SessionToken logIn(Auth auth) {
    SessionToken token = new SessionToken(auth, vault.apply(auth.token()), nanoTime.getAsLong());
    current = token;
    return token;
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

  /** Forgets the token. */
  void close() {
    current = null;
  }

  /**
   * An answer.
   *
   * @param by the token that it was asked with
   */
  record Asked(Answer answer, SessionToken by) {}
}
