package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.authentication.SessionManager;
import org.springframework.vault.support.VaultToken;

/**
 * The token that requests carry: one login at a time, again when two thirds of its life are over or
 * when Vault refuses it.
 *
 * <p>Spring's {@code LifecycleAwareSessionManager} serves a token that cannot be renewed after its
 * end, never logs in again after a 403, and needs a scheduler. Here nothing runs but the readers.
 * Thread-safe.
 */
final class Session implements SessionManager {
  // A refusal that a new login did not end is the policy's: each login leaves a token in Vault.
  private static final long BELIEVED_NANOS = Duration.ofMinutes(1).toNanos();
  // An early login that hangs costs one reader its time.
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final ClientAuthentication authentication;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Login current;
  private volatile @Nullable Long inVainAt;
  private volatile @Nullable Long earlyFailedAt;

  /**
   * Makes a session that is not logged in yet.
   *
   * @param patience how long a reader waits for the login of another
   */
  Session(ClientAuthentication authentication, Duration patience, LongSupplier nanoTime) {
    this.authentication = authentication;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  @Override
  public VaultToken getSessionToken() {
    Login login = current;
    long now = nanoTime.getAsLong();
    if (login == null || !login.alive(now)) {
      return another(login);
    }
    return login.good(now) ? login.token() : early(login);
  }

  /** Asks, and once more with another login where Vault refuses a token that is not brand-new. */
  Answer ask(Supplier<Answer> request) {
    Login before = current;
    VaultToken token = getSessionToken();
    Answer answer = request.get();
    boolean brandNew = before == null || !before.token().equals(token);
    if (!answer.denied() || brandNew || !replaced(token)) {
      return answer;
    }
    Answer second = request.get();
    inVainAt = second.denied() ? nanoTime.getAsLong() : null;
    return second;
  }

  private VaultToken another(@Nullable Login old) {
    lock();
    try {
      return after(old).token();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for nobody else's login, and fails with none, while the old token lives. */
  private VaultToken early(Login living) {
    if (within(PAUSE_NANOS, earlyFailedAt) || !lock.tryLock()) {
      return living.token();
    }
    try {
      return after(living).token();
    } catch (VaultFailure e) {
      earlyFailedAt = nanoTime.getAsLong();
      return living.token();
    } finally {
      lock.unlock();
    }
  }

  private Login after(@Nullable Login old) {
    Login login = current;
    return login != null && !login.equals(old) ? login : logIn();
  }

  /** Whether there is another token than the refused one now; the refused one is kept if not. */
  private boolean replaced(VaultToken refused) {
    lock();
    try {
      Login login = current;
      if (login == null || !login.token().equals(refused)) {
        return true;
      }
      boolean believed = login.made() && within(BELIEVED_NANOS, inVainAt);
      return !believed && !logIn().token().equals(refused);
    } finally {
      lock.unlock();
    }
  }

  private boolean within(long nanos, @Nullable Long since) {
    return since != null && nanoTime.getAsLong() - since < nanos;
  }

  private Login logIn() {
    Login login = Login.of(authentication.login(), nanoTime.getAsLong());
    current = login;
    return login;
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

  /** A token, when it was given, and how long it lives; zero for ever. */
  private record Login(VaultToken token, long since, long life) {
    static Login of(VaultToken token, long now) {
      Duration life = token instanceof LoginToken t ? t.getLeaseDuration() : Duration.ZERO;
      return new Login(token, now, TimeUnit.NANOSECONDS.convert(life)); // at most 292 years
    }

    /** Made here, and so left in Vault, rather than read from where it is given. */
    boolean made() {
      return token instanceof LoginToken;
    }

    boolean good(long now) {
      return life == 0 || now - since < life / 3 * 2;
    }

    boolean alive(long now) {
      return life == 0 || now - since < life;
    }
  }
}
