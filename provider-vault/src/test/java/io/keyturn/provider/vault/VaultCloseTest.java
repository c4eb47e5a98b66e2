package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing waits for no read, whatever the server does; each read could take an hour here. */
@Timeout(60)
class VaultCloseTest {
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");

  private final FakeVault vault = new FakeVault();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService reader = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    end.countDown();
    reader.shutdownNow();
    vault.close();
  }

  /** Closes while a read is under way, and gives how the read ended. */
  private Throwable closedUnder(ProviderSettings.Builder settings, BooleanSupplier underWay)
      throws Exception {
    SecretProvider provider = Vaults.provider(settings.text(TransportKeys.READ_TIMEOUT, "1h"));
    Future<Throwable> read = reader.submit(() -> catchThrowable(() -> provider.fetch(MAILJET)));
    while (!underWay.getAsBoolean()) {
      Thread.onSpinWait();
    }
    provider.close();
    return read.get();
  }

  private static void endedByClosing(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("the store was closed")
        .hasNoCause();
  }

  private void hang() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_read_without_an_answer_is_ended() throws Exception {
    vault.on("/v1/secret/data/mailjet", exchange -> hang());

    endedByClosing(closedUnder(vault.tokenSettings(), () -> !vault.asked.isEmpty()));
  }

  @Test
  void a_read_of_half_an_answer_is_ended() throws Exception {
    vault.on(
        "/v1/secret/data/mailjet",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          hang();
        });

    endedByClosing(closedUnder(vault.tokenSettings(), () -> !vault.asked.isEmpty()));
  }

  @Test
  void a_login_without_an_answer_is_ended() throws Exception {
    vault.on("/v1/auth/approle/login", exchange -> hang());
    ProviderSettings.Builder settings =
        vault
            .settings()
            .text(LoginKeys.ROLE_ID, "role")
            .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()));

    endedByClosing(closedUnder(settings, () -> !vault.asked.isEmpty()));
  }

  @Test
  void a_read_is_ended_also_where_a_login_cannot_be_revoked_before() throws Exception {
    vault.login(LeakGuard.canary().text(), 3600);
    vault.on("/v1/secret/data/mailjet", exchange -> hang());
    vault.on("/v1/auth/token/revoke-self", exchange -> hang());
    ProviderSettings.Builder settings =
        vault
            .settings()
            .text(LeaseKeys.REVOKE_ON_CLOSE, "true")
            .text(LoginKeys.ROLE_ID, "role")
            .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()));

    endedByClosing(closedUnder(settings, () -> vault.asked.size() == 2));
    assertThat(vault.askedOfItself).hasSize(1);
  }

  @Test
  void a_read_without_a_connection_is_ended() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      CountDownLatch asked = new CountDownLatch(1);
      ProviderSettings.Builder settings =
          vault
              .settings()
              .text(VaultKeys.ADDRESS, "http://127.0.0.1:" + full.getLocalPort())
              .text(TransportKeys.CONNECT_TIMEOUT, "1h")
              .secret(
                  LoginKeys.TOKEN,
                  () -> {
                    asked.countDown();
                    return Vaults.secret("token").get();
                  });

      endedByClosing(closedUnder(settings, () -> asked.getCount() == 0));
    }
  }
}
