package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all requests for leases have in common, from the first read to the end of the store. */
class LeaseRequestsTest {
  private static final SecretLocation BUNDLE = Vaults.location("database/creds/app");
  private static final String NAMESPACE = "X-vault-namespace";

  private final FakeVault vault = new FakeVault();
  private final NewThreads threads = new NewThreads();
  private final AtomicLong now = new AtomicLong();
  private final String token = LeakGuard.canary().text();
  private final String id = "database/creds/app/" + LeakGuard.canary().text();

  @AfterEach
  void close() {
    vault.close();
  }

  /** Each answer comes after a look at the threads. */
  private void on(String path, int status, String body) {
    vault.on(path, exchange -> answer(exchange, status, body));
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    threads.look();
    FakeVault.reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private String lease() {
    return "{\"lease_id\":\""
        + id
        + "\",\"renewable\":true,\"lease_duration\":3600,\"data\":{\"username\":\"u\"}}";
  }

  private ProviderSettings settings() {
    return Vaults.settings(vault.address())
        .text(MountKeys.KV_MOUNTS, "secret")
        .text(VaultKeys.NAMESPACE, "team/a")
        .text(LoginKeys.LOGIN_NAMESPACE, "team")
        .text(LoginKeys.ROLE_ID, "role")
        .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()))
        .text(LeaseKeys.REVOKE_ON_CLOSE, "true")
        .drain(Duration.ofMinutes(10))
        .build();
  }

  /** Reads a lease, renews and retires it, reads another, and closes. */
  private void live() {
    vault.login(token, 36_000);
    on("/v1/database/creds/app", 200, lease());
    on("/v1/sys/leases/renew", 200, lease());
    on("/v1/sys/leases/revoke", 204, "");
    on("/v1/auth/token/revoke-self", 204, "");
    try (SecretProvider provider = new VaultSecretProviderFactory(now::get).create(settings())) {
      String version = provider.fetch(BUNDLE).version().orElseThrow();
      now.addAndGet(Duration.ofMinutes(41).toNanos());
      assertThat(provider.fetchIfChanged(BUNDLE, version)).isInstanceOf(Outcome.Unchanged.class);
      provider.retire(BUNDLE, version);
      provider.fetch(BUNDLE);
    }
    threads.look();
  }

  @Test
  @Witness(value = Row.NAMESPACES, kind = Witness.Kind.REQUEST)
  void they_are_in_the_namespace_of_the_data_and_what_a_token_asks_of_itself_in_its_own() {
    live();

    assertThat(vault.asked)
        .extracting(asked -> asked + " " + asked.header(NAMESPACE))
        .containsExactly(
            "POST /v1/auth/approle/login [team]",
            "GET /v1/database/creds/app [team/a]",
            "POST /v1/sys/leases/renew [team/a]",
            "POST /v1/sys/leases/revoke [team/a]",
            "GET /v1/database/creds/app [team/a]");
    assertThat(vault.askedOfItself)
        .extracting(asked -> asked + " " + asked.header(NAMESPACE))
        .containsExactly("POST /v1/auth/token/revoke-self [team]");
  }

  @Test
  @Witness(value = Row.SESSION_THREAD, kind = Witness.Kind.REQUEST)
  void they_start_no_thread() {
    live();

    assertThat(vault.askedOfItself).hasSize(1);
    threads.assertOfTheClient();
  }
}
