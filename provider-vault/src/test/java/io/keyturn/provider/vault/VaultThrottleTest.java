package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Status 429, with and without Retry-After. */
final class VaultThrottleTest {
  private static final String PATH = "/v1/secret/data/mailjet";
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");
  private static final String THROTTLED = "status 429";
  private static final String LEFT_ALONE =
      "status 429 before: this mount is left alone as its Retry-After says";

  private final FakeVault vault = new FakeVault();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // soon past its end
  private SecretProvider provider = provider(vault.tokenSettings());

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory(nanos::get).create(settings.build());
  }

  @AfterEach
  void close() {
    provider.close();
    vault.close();
  }

  private void throttle(String retryAfter) {
    vault.on(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          FakeVault.reply(exchange, 429, new byte[0]);
        });
  }

  private void fails(String reason) {
    assertThatThrownBy(() -> provider.fetch(MAILJET))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining(": " + reason + ". ");
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "60, 60", "61, 60", "3600, 60", "99999999999999, 60"})
  @Witness(value = Row.RETRY_AFTER, kind = Witness.Kind.RECORDED)
  void vault_is_left_alone_as_many_seconds_as_it_says(String retryAfter, int seconds) {
    throttle(retryAfter);
    fails(THROTTLED);

    vault.on(PATH, 200, FakeVault.kv2("{}"));
    fails(LEFT_ALONE);
    pass(Duration.ofSeconds(seconds).minusNanos(1));
    fails(LEFT_ALONE);
    assertThat(vault.asked).hasSize(1);
    pass(Duration.ofNanos(1));
    provider.fetch(MAILJET);
  }

  @Test
  @Witness(value = Row.RETRY_AFTER, kind = Witness.Kind.RECORDED)
  void vault_is_left_alone_until_the_time_it_says() {
    throttle(
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(30)));
    fails(THROTTLED);

    vault.on(PATH, 200, FakeVault.kv2("{}"));
    pass(Duration.ofSeconds(25));
    fails(LEFT_ALONE);
    pass(Duration.ofSeconds(6));
    provider.fetch(MAILJET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-5",
        "soon",
        "1.5",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Fri, 01 Jan 1700 00:00:00 GMT"
      })
  void where_it_says_nothing_of_use_vault_is_asked_again(String retryAfter) {
    throttle(retryAfter);

    fails(THROTTLED);
    fails(THROTTLED);
  }

  @Test
  void an_answer_that_cannot_be_read_says_for_how_long_too() {
    vault.on(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "60");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          FakeVault.reply(exchange, 429, new byte[0]);
        });
    assertThatThrownBy(() -> provider.fetch(MAILJET))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("compressed");

    fails(LEFT_ALONE);
    assertThat(vault.asked).hasSize(1);
  }

  private static int status(Connection connection, String path) {
    return VaultApi.get(connection.rest(Optional.empty()).build(), connection.uri(path)).status();
  }

  @ParameterizedTest
  @CsvSource({
    "secret/data/mailjet, secret/data/other, true",
    "secret/data/mailjet, team/mailjet, false",
    "team/mailjet, team/other, true",
    "database/creds/a, database/roles/b, true",
    "secret/data/mailjet, auth/token/renew-self, false",
    "secret/data/mailjet, auth/approle/login, false",
    "secret/data/mailjet, sys/leases/renew, false",
    "secret/data/mailjet, sys/wrapping/unwrap, false",
    "auth/approle/login, auth/token/renew-self, false",
    "auth/approle/login, auth/approle/login, true",
    "sys/internal/ui/mounts/a, sys/leases/revoke, false",
    "sys/internal/ui/mounts/a, sys/internal/ui/mounts/b, true"
  })
  @Witness(value = Row.RETRY_AFTER, kind = Witness.Kind.RECORDED)
  void one_mount_is_left_alone_and_no_other(String throttled, String asked, boolean waits) {
    vault.on(
        "/proxy/v1/" + throttled,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "60");
          FakeVault.reply(exchange, 429, new byte[0]);
        });
    try (Connection connection =
        Vaults.connection(Vaults.settings(vault.address().resolve("/proxy")))) {
      assertThat(status(connection, throttled)).isEqualTo(429);

      if (waits) {
        assertThatThrownBy(() -> status(connection, asked)).hasMessage(LEFT_ALONE);
      } else {
        assertThat(status(connection, asked)).isEqualTo(404);
      }
    }
  }

  @Test
  void a_token_is_renewed_while_a_mount_is_left_alone() {
    vault.login(LeakGuard.canary().text(), 60);
    provider.close();
    provider =
        provider(
            vault
                .settings()
                .text(LoginKeys.ROLE_ID, "role")
                .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text())));
    throttle("60");
    fails(THROTTLED);
    pass(Duration.ofSeconds(45));

    fails(LEFT_ALONE);

    assertThat(vault.asked)
        .hasToString(
            "[POST /v1/auth/approle/login, GET " + PATH + ", POST /v1/auth/approle/login]");
  }

  @Test
  void no_other_store_waits_for_it() {
    throttle("60");
    fails(THROTTLED);

    vault.on(PATH, 200, FakeVault.kv2("{}"));
    try (SecretProvider other = provider(vault.tokenSettings())) {
      other.fetch(MAILJET);
    }
  }

  private VaultServer throttled(String mount) {
    VaultServer server = Vaults.shared();
    server.mountKv1(mount);
    server.api("POST", mount + "/mailjet", "{\"key\":\"" + LeakGuard.canary().text() + "\"}");
    server.quota(mount, mount + "/", 1);
    provider =
        provider(
            Vaults.settings(server.address())
                .text(MountKeys.KV_VERSION, "1")
                .secret(LoginKeys.TOKEN, Vaults.secret(server.rootToken())));
    return server;
  }

  private void failsSoon(SecretLocation location, String reason) {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 5; i++) {
                provider.fetch(location);
              }
            })
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining(": " + reason + ". ");
  }

  @Test
  @Witness(value = Row.THROTTLED, kind = Witness.Kind.REAL)
  void a_quota_is_unavailable_for_as_long_as_it_lasts() {
    String mount = Vaults.path();
    VaultServer server = throttled(mount);
    SecretLocation location = Vaults.location(mount + "/mailjet");
    failsSoon(location, THROTTLED);
    failsSoon(location, THROTTLED);

    server.liftQuota(mount);
    assertThat(provider.fetch(location).fields()).containsExactly("key");
  }

  @Test
  @Witness(value = Row.RETRY_AFTER, kind = Witness.Kind.REAL)
  void a_quota_may_say_for_how_long() {
    String mount = Vaults.path();
    VaultServer server = throttled(mount);
    SecretLocation location = Vaults.location(mount + "/mailjet");
    String config = "sys/quotas/config";
    server.api("POST", config, "{\"enable_rate_limit_response_headers\":true}");
    failsSoon(location, THROTTLED);

    server.api("POST", config, "{\"enable_rate_limit_response_headers\":false}");
    server.liftQuota(mount);
    failsSoon(location, LEFT_ALONE);
    pass(Duration.ofSeconds(10));
    assertThat(provider.fetch(location).fields()).containsExactly("key");
  }
}
