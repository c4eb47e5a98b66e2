package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent when a store is closed. */
@Timeout(60)
class LastRevocationTest {
  private static final String LOGIN = "POST /v1/auth/approle/login";
  private static final String READ = "GET /v1/database/creds/app";
  private static final String REVOKE = "POST /v1/sys/leases/revoke";
  private static final String REVOKE_SELF = "POST /v1/auth/token/revoke-self";

  private final FakeVault vault = new FakeVault();
  private final AtomicLong now = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);
  private final String id = "database/creds/app/" + LeakGuard.canary().text();
  private final AtomicInteger leases = new AtomicInteger();

  LastRevocationTest() {
    vault.login(LeakGuard.canary().text(), 3600);
    vault.on("/v1/database/creds/app", this::lease);
    vault.on("/v1/sys/leases/revoke", 204, "");
    vault.on("/v1/auth/token/revoke-self", 204, "");
  }

  @AfterEach
  void close() {
    end.countDown();
    vault.close();
  }

  private void lease(HttpExchange exchange) throws IOException {
    String body =
        "{\"lease_id\":\""
            + id
            + leases.incrementAndGet()
            + "\",\"renewable\":true,\"lease_duration\":3600,\"data\":{\"username\":\"u\"}}";
    FakeVault.reply(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
  }

  private static Supplier<Secret> secret() {
    return Vaults.secret(LeakGuard.canary().text());
  }

  private ProviderSettings.Builder settings() {
    return Vaults.settings(vault.address())
        .text(MountKeys.KV_MOUNTS, "secret")
        .text(LeaseKeys.REVOKE_ON_CLOSE, "true");
  }

  private ProviderSettings.Builder withToken() {
    return settings().secret(LoginKeys.TOKEN, secret());
  }

  private ProviderSettings.Builder withRole() {
    return settings().text(LoginKeys.ROLE_ID, "role").secret(LoginKeys.SECRET_ID, secret());
  }

  /** Reads so often and closes. What revokes a login comes last. */
  private List<String> sent(ProviderSettings.Builder settings, int reads) {
    try (SecretProvider provider =
        new VaultSecretProviderFactory(now::get).create(settings.build())) {
      for (int i = 0; i < reads; i++) {
        provider.fetch(Vaults.location("database/creds/app"));
      }
    }
    return Stream.concat(vault.asked.stream(), vault.askedOfItself.stream())
        .map(FakeVault.Asked::line)
        .filter(line -> !line.endsWith("/lookup-self"))
        .toList();
  }

  @Test
  void a_login_made_here_is_revoked_and_takes_its_leases_along() {
    assertThat(sent(withRole(), 2)).containsExactly(LOGIN, READ, READ, REVOKE_SELF);
  }

  @Test
  void a_login_without_leases_is_revoked_too() {
    vault.on("/v1/secret/data/mailjet", 200, FakeVault.kv2("{\"api_key\":\"x\"}"));
    try (SecretProvider provider = Vaults.provider(withRole())) {
      provider.fetch(Vaults.location("secret/mailjet"));
    }

    assertThat(vault.askedOfItself).hasToString("[" + REVOKE_SELF + "]");
  }

  @Test
  void nothing_is_sent_where_nothing_was_read() {
    assertThat(sent(withRole(), 0)).isEmpty();
  }

  @Test
  void leases_of_a_token_that_was_given_are_revoked_singly() {
    assertThat(sent(withToken(), 2)).containsExactly(READ, READ, REVOKE, REVOKE);
  }

  /** Vault says that of a batch token. */
  @Test
  void leases_of_a_login_that_cannot_be_revoked_are_revoked_singly() {
    vault.on(
        "/v1/auth/token/revoke-self", 400, "{\"errors\":[\"batch tokens cannot be revoked\"]}");

    assertThat(sent(withRole(), 2)).containsExactly(LOGIN, READ, READ, REVOKE, REVOKE, REVOKE_SELF);
  }

  @Test
  void nothing_is_revoked_by_default() {
    assertThat(sent(withRole().text(LeaseKeys.REVOKE_ON_CLOSE, "false"), 1))
        .containsExactly(LOGIN, READ);
  }

  @Test
  void what_is_not_done_after_three_seconds_is_left() {
    vault.on(
        "/v1/sys/leases/revoke",
        exchange -> {
          now.addAndGet(Duration.ofMillis(1_500).toNanos());
          FakeVault.reply(exchange, 204, new byte[0]);
        });

    assertThat(sent(withToken(), 5)).filteredOn(REVOKE::equals).hasSize(2);
  }

  @Test
  void a_server_that_hangs_holds_nobody_up() {
    vault.on(
        "/v1/auth/token/revoke-self",
        exchange -> {
          now.addAndGet(Duration.ofSeconds(3).toNanos());
          hang();
        });

    assertThat(sent(withRole().text(TransportKeys.READ_TIMEOUT, "1h"), 1))
        .endsWith(READ, REVOKE_SELF);
  }

  private void hang() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void what_came_through_an_agents_cache_is_left_to_its_other_users() {
    vault.on("/v1/database/creds/app", exchange -> lease(cached(exchange)));

    assertThat(sent(withToken(), 2)).containsExactly(READ, READ);
  }

  /** Vault Agent answers the same login of another process with the same token. */
  @Test
  void a_login_that_came_through_an_agents_cache_is_left_too() {
    String login =
        "{\"auth\":{\"client_token\":\"" + LeakGuard.canary().text() + "\",\"lease_duration\":60}}";
    vault.on(
        "/v1/auth/approle/login",
        exchange -> FakeVault.reply(cached(exchange), 200, login.getBytes(StandardCharsets.UTF_8)));
    vault.on("/v1/database/creds/app", exchange -> lease(cached(exchange)));

    assertThat(sent(withRole(), 1)).containsExactly(LOGIN, READ);
  }

  private static HttpExchange cached(HttpExchange exchange) {
    exchange.getResponseHeaders().add("X-Cache", "MISS");
    return exchange;
  }

  @Test
  void what_could_not_be_revoked_before_is_tried_once_more_whatever_is_configured() {
    SecretLocation bundle = Vaults.location("database/creds/app");
    try (SecretProvider provider =
        Vaults.provider(withToken().text(LeaseKeys.REVOKE_ON_CLOSE, "false"))) {
      String version = provider.fetch(bundle).version().orElseThrow();
      provider.fetch(bundle);
      vault.on("/v1/sys/leases/revoke", 503, "");
      assertThatThrownBy(() -> provider.retire(bundle, version))
          .isInstanceOf(SecretUnavailableException.class);
    }

    assertThat(vault.asked.stream().map(FakeVault.Asked::line))
        .containsExactly(READ, READ, REVOKE, REVOKE);
    assertThat(vault.asked.get(3).body()).contains(id + 1);
  }

  /** No revocation is answered here. */
  @Test
  void a_revocation_under_way_is_ended_and_sent_once_more() throws Exception {
    SecretLocation bundle = Vaults.location("database/creds/app");
    SecretProvider provider =
        Vaults.provider(
            withToken()
                .text(LeaseKeys.REVOKE_ON_CLOSE, "false")
                .text(TransportKeys.READ_TIMEOUT, "1h"));
    String version = provider.fetch(bundle).version().orElseThrow();
    provider.fetch(bundle);
    CountDownLatch asked = new CountDownLatch(1);
    vault.on(
        "/v1/sys/leases/revoke",
        exchange -> {
          asked.countDown();
          hang();
        });
    CompletableFuture<Throwable> retired =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> provider.retire(bundle, version)));
    asked.await();

    provider.close();

    assertThat(retired.get())
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("the store was closed");
    assertThat(vault.asked.stream().map(FakeVault.Asked::line))
        .containsExactly(READ, READ, REVOKE, REVOKE);
    assertThat(vault.asked.get(3).body().equals(vault.asked.get(2).body())).isTrue();
  }

  /** Such as one that reads a credential from a disk that is gone. */
  @Test
  void a_call_that_does_not_end_is_not_waited_for() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Supplier<Secret> token = secret();
    SecretProvider provider =
        Vaults.provider(
            settings()
                .secret(
                    LoginKeys.TOKEN,
                    () -> {
                      asked.countDown();
                      hang();
                      return token.get();
                    }));
    CompletableFuture<Throwable> read =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> provider.fetch(Vaults.location("database/creds/app"))));
    asked.await();

    provider.close();

    assertThat(read).isNotDone();
    end.countDown();
    assertThat(read.get()).hasMessageContaining("the store was closed");
    assertThat(vault.asked).isEmpty();
  }

  /** Else its lease would be held when all others were revoked. */
  @Test
  void a_read_under_way_is_ended_before_anything_is_revoked() throws Exception {
    SecretLocation bundle = Vaults.location("database/creds/app");
    SecretProvider provider = Vaults.provider(withToken());
    provider.fetch(bundle);
    CountDownLatch asked = new CountDownLatch(1);
    vault.on(
        "/v1/database/creds/app",
        exchange -> {
          asked.countDown();
          hang();
          lease(exchange);
        });
    CompletableFuture<Throwable> read =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> provider.fetch(bundle)));
    asked.await();
    vault.on(
        "/v1/sys/leases/revoke",
        exchange -> {
          end.countDown();
          read.join();
          FakeVault.reply(exchange, 204, new byte[0]);
        });

    provider.close();

    assertThat(read.join())
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("the store was closed");
    assertThat(vault.asked.stream().map(FakeVault.Asked::line)).containsExactly(READ, READ, REVOKE);
  }
}
