package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which secrets are sent, by answers as Vault gives them. */
class LockableEndpointTest {
  private static final String LOGIN = "/v1/auth/approle/login";
  private static final String WRONG = "invalid role or secret ID";
  private static final String SHORT = "; the same is not sent twice within 1 min";

  @AutoClose private final FakeVault vault = new FakeVault();
  @AutoClose private final Connection connection = Vaults.connection(vault.settings());
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // wraps round
  private final String x = LeakGuard.canary().text();
  private final String y = LeakGuard.canary().text();
  private final LockableEndpoint endpoint =
      new LockableEndpoint(
          new LoginEndpoint(
              connection.rest(Optional.empty()).build(),
              connection.uri("auth/approle/login"),
              LoginMethod.APPROLE,
              "approle"),
          now::get);

  private void logIn(String secret) {
    endpoint.logIn(Map.of("role_id", "app", "secret_id", secret), secret, "it");
  }

  private void refused(String secret, String end) {
    Throwable thrown = catchThrowable(() -> logIn(secret));

    assertThat(thrown)
        .isInstanceOf(VaultFailure.class)
        .hasMessageContaining("Vault refuses the login by approle")
        .hasMessageEndingWith(end);
    LeakGuard.check(thrown);
  }

  private void refuses(int status, String error) {
    vault.on(LOGIN, status, "{\"errors\":[\"" + error + "\"]}");
  }

  private void accepts() {
    vault.login(LeakGuard.canary().text(), 60);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid role or secret ID",
    "500, invalid role or secret ID",
    "400, invalid secret id",
    "500, invalid secret id",
    "400, invalid username or password"
  })
  void what_is_wrong_is_not_sent_again_for_a_minute(int status, String error) {
    refuses(status, error);
    refused(x, SHORT);
    accepts();
    pass(Duration.ofSeconds(10));

    refused(x, SHORT);

    assertThat(vault.asked).hasSize(1);
  }

  @Test
  void what_was_right_in_between_is_wrong_for_the_first_time() {
    refuses(400, WRONG);
    refused(x, SHORT);
    pass(Duration.ofMinutes(1));
    accepts();
    logIn(x);
    refuses(400, WRONG);

    refused(x, SHORT);
    pass(Duration.ofMinutes(1));
    accepts();
    logIn(x);
    assertThat(vault.asked).hasSize(4);
  }

  @Test
  void another_that_is_right_lets_the_first_be_sent_at_once() {
    refuses(400, WRONG);
    refused(x, SHORT);
    accepts();
    logIn(y);

    logIn(x);

    assertThat(vault.asked).hasSize(3);
  }

  /** Vault locks, for all, or nothing is mounted there: that is no word on this one. */
  @Test
  void what_is_locked_is_sent_again() {
    refuses(403, "permission denied");
    refused(x, "after five wrong credentials");
    accepts();

    logIn(x);

    assertThat(vault.asked).hasSize(2);
  }
}
