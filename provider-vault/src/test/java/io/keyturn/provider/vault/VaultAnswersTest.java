package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each answer becomes. */
class VaultAnswersTest {
  private static final String PATH = "/v1/secret/data/mailjet";
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");

  private final FakeVault vault = new FakeVault();

  @AfterEach
  void close() {
    vault.close();
  }

  private SecretException failure() {
    try (SecretProvider provider = vault.withToken()) {
      Throwable thrown = catchThrowable(() -> provider.fetch(MAILJET));
      assertThat(thrown).isInstanceOf(SecretException.class).hasNoCause();
      LeakGuard.check(thrown);
      return (SecretException) thrown;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, UNAVAILABLE",
    "307, UNAVAILABLE",
    "400, FORMAT",
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "404, NOT_FOUND",
    "405, FORMAT",
    "408, UNAVAILABLE",
    "412, UNAVAILABLE",
    "425, UNAVAILABLE",
    "429, UNAVAILABLE",
    "500, UNAVAILABLE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE"
  })
  @Witness(
      value = {Row.THROTTLED, Row.SERVER_ERROR},
      kind = Witness.Kind.RECORDED)
  void each_status_is_its_failure_and_the_body_is_not_quoted(int status, Kind kind) {
    vault.on(PATH, status, "{\"errors\":[\"" + LeakGuard.canary().text() + "\"]}");

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    if (status != 404) {
      assertThat(failure.reason()).contains("status " + status);
    }
  }

  /** As the API's page "HTTP status codes" and that of sys/health have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "412 | {\"errors\":[\"required index state not present\"]}",
        "472 | {\"initialized\":true,\"sealed\":false,\"replication_dr_mode\":\"secondary\"}",
        "473 | {\"initialized\":true,\"sealed\":false,\"performance_standby\":true}"
      })
  @Witness(value = Row.ENTERPRISE, kind = Witness.Kind.RECORDED)
  void what_only_vault_enterprise_answers_passes(int status, String body) {
    vault.on(PATH, status, body);
    try (SecretProvider provider = vault.withToken()) {
      assertThatThrownBy(() -> provider.fetch(MAILJET))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("status " + status);
      vault.on(PATH, 200, FakeVault.kv2("{}"));

      provider.fetch(MAILJET);
    }
  }

  @Test
  void half_of_a_surrogate_pair_is_a_format_error_and_not_quoted() {
    String half = LeakGuard.canary().text() + "\\ud83d";
    vault.on(PATH, 200, FakeVault.kv2("{\"key\":\"" + half + "\"}"));

    try (SecretProvider provider = vault.withToken()) {
      SecretBundle bundle = provider.fetch(MAILJET);
      assertThatThrownBy(() -> bundle.secret(SecretLocation.parse(MAILJET + "#key"), ""))
          .isInstanceOf(SecretFormatException.class)
          .hasMessageContaining(MAILJET + "#key: it has half of a surrogate pair")
          .hasNoCause()
          .satisfies(LeakGuard::check);
    }
  }

  /** A proxy's, while Vault is away: as "not found" it would have another place asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "default backend - @",
        "<html>@</html>",
        "null",
        "[\"errors\"]",
        "\"errors\"",
        "{\"message\":\"no route for @\"}",
        "{\"errors\":[]} @"
      })
  void a_404_that_is_not_vaults_is_unavailable(String body) {
    vault.on(PATH, 404, body.replace("@", LeakGuard.canary().text()));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.reason()).contains("status 404").contains("not from Vault");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errors\":[]}",
        "{\"data\":null,\"warnings\":[\"Invalid path for a versioned K/V\"]}"
      })
  void a_404_of_vaults_is_not_found(String body) {
    vault.on(PATH, 404, body);

    assertThat(failure().kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@",
        "{\"data\":\"@\"}",
        "{\"data\":{\"data\":@}}",
        "{\"@\":{}}",
        "{\"data\":{\"data\":{\"a\":\"@\"}}}",
        "{\"data\":{\"data\":{\"a\":\"@\"},\"metadata\":{\"version\":1,\"created_time\":\"@\"}}}",
        "<html>@</html>"
      })
  void an_answer_that_is_not_vaults_is_malformed(String body) {
    vault.on(PATH, 200, body.replace("@", LeakGuard.canary().text()));

    assertThat(failure().kind()).isEqualTo(Kind.FORMAT);
  }

  @Test
  void the_number_and_time_of_a_version_are_the_version() {
    vault.on(PATH, 200, FakeVault.kv2("{\"b\":1,\"a\":2}"));

    try (SecretProvider provider = vault.withToken()) {
      SecretBundle bundle = provider.fetch(MAILJET);
      Outcome outcome = provider.fetchIfChanged(MAILJET, bundle.version().orElseThrow());

      assertThat(bundle.version()).contains("7@2026-11-24T04:20:13.123Z");
      assertThat(bundle.createdAt()).contains(Instant.parse("2026-11-24T04:20:13.123456789Z"));
      assertThat(bundle.fields()).containsExactly("b", "a");
      assertThat(outcome).isEqualTo(new Outcome.Unchanged());
      assertThat(vault.asked).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br"})
  @Witness(value = Row.HTTP, kind = Witness.Kind.RECORDED)
  void a_compressed_answer_was_not_asked_for_and_is_refused(String encoding) {
    vault.on(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", encoding);
          FakeVault.reply(exchange, 200, new byte[1000]);
        });

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.FORMAT);
    assertThat(failure.reason()).contains("compressed");
    assertThat(vault.asked.get(0).header("Accept-encoding")).isEmpty();
  }

  @Test
  @Witness(value = Row.HTTP, kind = Witness.Kind.REQUEST)
  void requests_are_of_http_1_1_and_ask_for_no_other_and_for_no_compression() {
    vault.on(PATH, 200, FakeVault.kv2("{}"));

    try (SecretProvider provider = vault.withToken()) {
      provider.fetch(MAILJET);
    }

    FakeVault.Asked asked = vault.asked.get(0);
    assertThat(asked.protocol()).isEqualTo("HTTP/1.1");
    assertThat(asked.header("Upgrade")).isEmpty();
    assertThat(asked.header("Http2-settings")).isEmpty();
    assertThat(asked.header("Accept-encoding")).isEmpty();
  }

  @Test
  @Witness(value = Row.HTTP, kind = Witness.Kind.REQUEST)
  void login_and_reads_share_a_connection() {
    vault.login(LeakGuard.canary().text(), 60).on(PATH, 200, FakeVault.kv2("{}"));

    try (SecretProvider provider =
        Vaults.provider(
            vault
                .settings()
                .text(LoginKeys.ROLE_ID, "role")
                .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text())))) {
      provider.fetch(MAILJET);
      provider.fetch(MAILJET);
    }

    assertThat(vault.asked)
        .hasSize(3)
        .extracting(FakeVault.Asked::client)
        .containsOnly(vault.asked.get(0).client());
  }

  @Test
  @Timeout(10)
  @Witness(value = Row.TIMEOUTS, kind = Witness.Kind.REQUEST)
  void a_body_that_trickles_is_given_up_in_time() {
    vault.on(PATH, VaultAnswersTest::trickle);
    try (SecretProvider provider =
        Vaults.provider(vault.tokenSettings().text(TransportKeys.READ_TIMEOUT, "700ms"))) {
      long start = System.nanoTime();

      Throwable thrown = catchThrowable(() -> provider.fetch(MAILJET));

      assertThat(thrown).hasMessageContaining("read-timeout");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(600), Duration.ofSeconds(4));
    }
  }

  @Test
  @Timeout(10)
  void an_interrupt_ends_a_body_that_trickles() throws Exception {
    vault.on(PATH, VaultAnswersTest::trickle);
    try (SecretProvider provider =
        Vaults.provider(vault.tokenSettings().text(TransportKeys.READ_TIMEOUT, "1h"))) {
      boolean[] flag = new boolean[1];
      Thread reader =
          new Thread(
              () -> {
                assertThat(catchThrowable(() -> provider.fetch(MAILJET)))
                    .isInstanceOf(SecretUnavailableException.class);
                flag[0] = Thread.interrupted();
              });
      reader.start();
      while (vault.asked.isEmpty()) {
        Thread.onSpinWait();
      }

      reader.interrupt();
      reader.join();

      assertThat(flag[0]).isTrue();
    }
  }

  /** A byte every tenth of a second, without an end. */
  private static void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try {
      while (true) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        Thread.sleep(100); // the server's slowness, not the test's
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
