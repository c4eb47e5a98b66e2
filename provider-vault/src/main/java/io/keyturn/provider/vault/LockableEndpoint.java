package io.keyturn.provider.vault;

import io.keyturn.secret.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A login that Vault locks for a quarter of an hour after five wrong credentials, for everybody
 * with the same role or user. So a wrong one is sent again once after a minute, since it may have
 * come before the server knew it, and then every half hour: Vault forgets a quarter of an hour
 * after the last one, whichever of two processes sent it. Source: "User lockout", Vault.
 *
 * <p>Called by one thread at a time.
 */
final class LockableEndpoint {
  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN = Duration.ofMinutes(30);

  /** What Vault's status 403, which it does not explain, may be. */
  private static final String LOCKED =
      "; nothing is mounted there, or it is locked: by default for a quarter of an hour after five"
          + " wrong credentials";

  private final LoginEndpoint endpoint;
  private final LongSupplier nanoTime;
  private @Nullable Refused refused;

  LockableEndpoint(LoginEndpoint endpoint, LongSupplier nanoTime) {
    this.endpoint = endpoint;
    this.nanoTime = nanoTime;
  }

  /**
   * Logs in.
   *
   * @param credentials the body
   * @param secret what of it may be wrong
   * @param with which they are, for messages
   * @throws VaultFailure if there is no token
   */
  Auth logIn(Map<String, String> credentials, String secret, String with) {
    Secret sent = Secret.of(secret);
    Refused before = refused;
    boolean again = before != null && before.secret.matches(sent);
    if (before != null && again && nanoTime.getAsLong() - before.at < before.pause.toNanos()) {
      throw before.failure;
    }
    Answer answer = endpoint.ask(credentials);
    if (answer.ok()) {
      refused = null;
      return Auth.of(answer);
    }
    VaultFailure failure = endpoint.failure(answer, with);
    if (endpoint.isWrong(answer)) {
      throw wrong(sent, again ? FORGOTTEN : SHORT, failure);
    }
    throw answer.denied() ? more(failure, LOCKED) : failure;
  }

  private VaultFailure wrong(Secret sent, Duration pause, VaultFailure failure) {
    VaultFailure told =
        more(failure, "; the same is not sent twice within %d min".formatted(pause.toMinutes()));
    refused = new Refused(sent, nanoTime.getAsLong(), pause, told);
    return told;
  }

  private static VaultFailure more(VaultFailure failure, String more) {
    return new VaultFailure(failure.kind(), failure.getMessage() + more);
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return endpoint.toString();
  }

  /** Which was refused, and what is told until it is sent again. */
  private record Refused(Secret secret, long at, Duration pause, VaultFailure failure) {}
}
