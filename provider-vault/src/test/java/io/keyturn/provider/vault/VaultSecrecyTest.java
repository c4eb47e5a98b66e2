package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** With every logger at TRACE; {@code LeakGuard} listens around each test. */
class VaultSecrecyTest {
  private static final SecretLocation BUNDLE = Vaults.location("secret/mailjet");

  private final FakeVault vault = new FakeVault();

  @AfterEach
  void close() {
    vault.close();
  }

  private SecretProvider appRole() {
    return Vaults.provider(
        vault
            .settings()
            .text(LoginKeys.ROLE_ID, "role")
            .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text())));
  }

  @Test
  void spring_logs_the_requests_and_neither_credential_nor_value() {
    vault
        .login(LeakGuard.canary().text(), 60)
        .on(
            "/v1/secret/data/mailjet",
            200,
            FakeVault.kv2("{\"key\":\"" + LeakGuard.canary().text() + "\"}"));
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    root.setLevel(Level.TRACE);
    root.addAppender(lines);
    lines.start();
    try (SecretProvider provider = appRole()) {
      provider.fetch(BUNDLE);
      LeakGuard.check(provider.toString());
    } finally {
      root.detachAppender(lines);
      root.setLevel(level);
    }

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLoggerName)
        .anyMatch(name -> name.startsWith("org.springframework"));
  }

  @Test
  void a_login_refused_with_its_own_secret_id_in_the_answer_does_not_quote_it() {
    vault.on(
        "/v1/auth/approle/login",
        exchange ->
            FakeVault.reply(
                exchange, 400, vault.asked.get(0).body().getBytes(StandardCharsets.UTF_8)));

    try (SecretProvider provider = appRole()) {
      Throwable thrown = catchThrowable(() -> provider.fetch(BUNDLE));

      assertThat(thrown).hasMessageContaining("refuses the login").hasNoCause();
      LeakGuard.check(thrown);
    }
  }

  @Test
  void a_login_answered_with_something_else_does_not_quote_it() {
    vault.on("/v1/auth/approle/login", 200, "{\"auth\":" + LeakGuard.canary().text() + "}");

    try (SecretProvider provider = appRole()) {
      Throwable thrown = catchThrowable(() -> provider.fetch(BUNDLE));

      assertThat(thrown).hasNoCause();
      LeakGuard.check(thrown);
    }
  }
}
