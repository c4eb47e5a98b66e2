package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpHeaders;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;

/** A session without a server, whose clock is moved by hand. */
final class TestSession {
  static final Answer OK = new Answer(200, new HttpHeaders(), "");

  /** It does not say what is refused. */
  static final Answer DENIED = FakeTokenApi.answer(403, "");

  private static final SecretLocation BUNDLE = Vaults.location("secret/one");

  final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // wraps round
  final AtomicInteger logins = new AtomicInteger();
  final List<String> used = new ArrayList<>();
  final FakeTokenApi api = new FakeTokenApi();

  Session session(Login login) {
    return session(login, Duration.ofSeconds(10));
  }

  Session session(Login login, Duration patience) {
    return new Session(
        login,
        token ->
            new VaultTemplate(
                RestTemplateBuilder.builder().endpoint(new VaultEndpoint()), () -> token),
        api,
        patience,
        now::get);
  }

  VaultTemplate template() {
    return new VaultTemplate(RestTemplateBuilder.builder().endpoint(new VaultEndpoint()));
  }

  /** When it wants a look at the one bundle that it has. */
  static Optional<Duration> nextLook(Session session) {
    return session.nextLook(BUNDLE, Optional.empty(), false);
  }

  /** A token that a login made: token1, token2 and so on. */
  Auth made(Duration life, boolean renewable, int uses) {
    return new Auth(VaultToken.of("token" + logins.incrementAndGet()), true, life, renewable, uses);
  }

  Auth renewable(long seconds) {
    return made(Duration.ofSeconds(seconds), true, 0);
  }

  static Auth given(String token) {
    return new Auth(VaultToken.of(token), false, Duration.ZERO, false, 0);
  }

  static Auth failing() {
    throw new VaultFailure(Kind.UNAVAILABLE, "status 500");
  }

  void pass(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** Asks; each request is answered with the next of these, and the last of them again. */
  Answer ask(Session session, Answer... answers) {
    return ask(session, Uses.ONE, answers);
  }

  Answer ask(Session session, Uses uses, Answer... answers) {
    List<Answer> left = new ArrayList<>(Arrays.asList(answers));
    return session
        .ask(
            uses,
            token -> {
              used.add(token.auth().token().getToken());
              return left.size() > 1 ? left.remove(0) : left.get(0);
            })
        .answer();
  }
}
