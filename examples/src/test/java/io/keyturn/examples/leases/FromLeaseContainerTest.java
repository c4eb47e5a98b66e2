package io.keyturn.examples.leases;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.examples.leases.FromLeaseContainer.Pool;
import io.keyturn.testservers.PostgresServer;
import io.keyturn.testservers.VaultServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.vault.authentication.TokenAuthentication;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.core.lease.SecretLeaseContainer;

/** Both beside each other, on a user of PostgreSQL that Vault leases for seconds. */
class FromLeaseContainerTest {
  @AutoClose private final VaultServer vault = VaultServer.start();
  @AutoClose private final PostgresServer postgres = PostgresServer.start();

  @Test
  void a_program_gets_a_user_as_it_did_and_another_in_time() throws Exception {
    vault.database(postgres).role("app", Duration.ofSeconds(3), Duration.ofSeconds(6));
    SecretLeaseContainer container = container();
    try (Secrets secrets = secrets()) {
      CompletableFuture<Pool> leased = new CompletableFuture<>();
      FromLeaseContainer.request(container, leased::complete);
      Rotating<Pool> pool = FromLeaseContainer.map(secrets);
      CompletableFuture<Pool> turned = new CompletableFuture<>();
      pool.onRotation(turn -> turned.complete(pool.get()));
      Pool first = pool.get();
      connect(first);
      connect(leased.get(30, TimeUnit.SECONDS));

      Pool next = turned.get(30, TimeUnit.SECONDS);
      assertThat(next.user()).isNotEqualTo(first.user());
      connect(next);
    } finally {
      container.destroy();
    }
  }

  private SecretLeaseContainer container() {
    TokenAuthentication root = new TokenAuthentication(vault.rootToken());
    SecretLeaseContainer container =
        new SecretLeaseContainer(new VaultTemplate(VaultEndpoint.from(vault.address()), root));
    container.afterPropertiesSet();
    container.start();
    return container;
  }

  private Secrets secrets() {
    return Secrets.builder()
        .properties(
            Map.of(
                "keyturn.store", "vault",
                "keyturn.stores.vault.address", vault.address().toString(),
                "keyturn.stores.vault.token", vault.rootToken(),
                "keyturn.stores.vault.locations.DB_USERNAME", "database/creds/app#username",
                "keyturn.stores.vault.locations.DB_PASSWORD", "database/creds/app#password"))
        .build();
  }

  private void connect(Pool pool) throws SQLException {
    try (Connection connection = pool.connection(postgres.url())) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }
}
