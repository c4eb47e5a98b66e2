package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestOperations;

/** How often a request arrives whose connection ends before the first byte of its answer. */
final class SentOnceTest {
  private static final String USERS = "/v1/database/creds/app";

  private final FakeVault vault = new FakeVault();
  private final Connection connection = Vaults.connection(vault.tokenSettings());
  private final RestOperations rest = connection.rest(Optional.empty()).build();
  private final URI users = connection.uri("database/creds/app");

  @BeforeEach
  void keepAConnection() {
    vault.on("/v1/sys/health", 200, "{}");
    assertThat(VaultApi.get(rest, connection.uri("sys/health")).ok()).isTrue();
    vault.asked.clear();
  }

  @AfterEach
  void close() {
    connection.close();
    vault.close();
  }

  private void brokenBy(Runnable request) {
    vault.on(USERS, HttpExchange::close);
    assertThatThrownBy(request::run)
        .isInstanceOf(VaultFailure.class)
        .hasMessageMatching("the connection .*broke")
        .hasNoCause();
  }

  @Test
  void one_that_is_sent_once_arrives_once() {
    brokenBy(() -> VaultApi.getOnce(rest, users)); // on the connection that is kept
    assertThat(vault.asked).hasSize(1);

    brokenBy(() -> VaultApi.getOnce(rest, users)); // on a new one
    assertThat(vault.asked).hasSize(2);
  }

  /** That there is something to prevent. */
  @Test
  void any_other_is_sent_again_by_the_jdk() {
    brokenBy(() -> VaultApi.get(rest, users));

    assertThat(vault.asked).hasSizeGreaterThan(1);
  }

  @Test
  void it_is_answered_as_any_other_and_has_no_header_of_its_own() {
    vault.on(USERS, 200, "{}");

    assertThat(VaultApi.getOnce(rest, users).ok()).isTrue();
    assertThat(VaultApi.getOnce(rest, users).ok()).isTrue();

    assertThat(vault.asked).hasToString("[GET " + USERS + ", GET " + USERS + "]");
    assertThat(vault.asked.get(0).header("X-keyturn-once")).isEmpty();
  }
}
