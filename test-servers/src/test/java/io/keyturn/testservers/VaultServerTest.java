package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VaultServerTest {

  @AutoClose private static VaultServer vault;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
  }

  @Test
  void keeps_secrets_in_both_versions_of_kv() {
    vault.mountKv1("old");

    vault.api("POST", "secret/data/v2", "{\"data\":{\"field\":\"two\"}}");
    vault.api("POST", "old/v1", "{\"field\":\"one\"}");

    assertThat(vault.api("GET", "secret/data/v2")).contains("\"data\":{\"field\":\"two\"}");
    assertThat(vault.api("GET", "old/v1")).contains("\"data\":{\"field\":\"one\"}");
  }

  @Test
  void lets_a_role_in_with_its_policy_only() {
    vault.api("POST", "secret/data/role/mine", "{\"data\":{\"field\":\"x\"}}");
    vault.policy("mine", "path \"secret/data/role/mine\" {\n  capabilities = [\"read\"]\n}");
    VaultServer.AppRole role = vault.appRole("mine", "mine");

    String login =
        vault.api(
            "POST",
            "auth/approle/login",
            "{\"role_id\":\"%s\",\"secret_id\":\"%s\"}".formatted(role.roleId(), role.secretId()));

    assertThat(login).contains("\"policies\":[\"default\",\"mine\"]");
  }

  @Test
  void makes_tokens_on_terms() {
    TokenTerms terms =
        TokenTerms.of("some")
            .ttl(Duration.ofSeconds(40))
            .explicitMaxTtl(Duration.ofSeconds(50))
            .uses(3)
            .notRenewable()
            .withoutDefaultPolicy();

    assertThat(looked(vault.token(terms)))
        .contains("\"policies\":[\"some\"]")
        .contains("\"creation_ttl\":40")
        .contains("\"explicit_max_ttl\":50")
        .contains("\"num_uses\":3")
        .contains("\"renewable\":false");
    assertThat(looked(vault.token(TokenTerms.of("some").period(Duration.ofSeconds(30)))))
        .contains("\"policies\":[\"default\",\"some\"]")
        .contains("\"period\":30");
    assertThat(looked(vault.token(TokenTerms.of("some").batch()))).contains("\"type\":\"batch\"");
  }

  private static String looked(String token) {
    return vault.api("POST", "auth/token/lookup", Json.object(Map.of("token", token)));
  }

  @Test
  void wraps_an_answer_for_who_changes_it_first() {
    String token =
        vault.wrap("POST", "auth/token/create", "{\"ttl\":\"1m\"}", Duration.ofSeconds(60));
    String unwrap = Json.object(Map.of("token", token));

    assertThat(vault.api("POST", "sys/wrapping/unwrap", unwrap)).contains("\"client_token\"");
    assertThatThrownBy(() -> vault.api("POST", "sys/wrapping/unwrap", unwrap))
        .hasMessageContaining("status 400");
  }

  @Test
  void refuses_more_requests_than_a_quota_allows_until_it_is_lifted() {
    vault.mountKv1("busy");
    vault.api("POST", "busy/x", "{\"field\":\"x\"}");
    vault.quota("busy", "busy/", 1);

    vault.api("GET", "busy/x");
    assertThatThrownBy(() -> vault.api("GET", "busy/x")).hasMessageContaining("status 429");

    vault.liftQuota("busy");
    assertThat(vault.api("GET", "busy/x")).contains("\"field\":\"x\"");
  }

  @Test
  void is_sealed_and_unsealed_with_its_data() {
    vault.api("POST", "secret/data/kept", "{\"data\":{\"field\":\"x\"}}");

    vault.seal();
    assertThatThrownBy(() -> vault.api("GET", "secret/data/kept"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("GET /v1/secret/data/kept was answered with status 503");
    vault.unseal();

    assertThat(vault.api("GET", "secret/data/kept")).contains("\"field\":\"x\"");
  }

  @Test
  void starts_again_on_the_same_port_with_the_same_token_without_data() {
    vault.api("POST", "secret/data/lost", "{\"data\":{\"field\":\"x\"}}");
    URI before = vault.address();
    String token = vault.rootToken();

    vault.stop();
    assertThatThrownBy(() -> vault.api("GET", "secret/data/lost"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class);
    vault.restart();

    assertThat(vault.address()).isEqualTo(before);
    assertThat(vault.rootToken()).isEqualTo(token);
    assertThatThrownBy(() -> vault.api("GET", "secret/data/lost")).hasMessageContaining("404");
  }

  @Test
  void speaks_tls_with_an_authority_of_its_own() {
    try (VaultServer secure = VaultServer.startTls()) {
      secure.api("POST", "secret/data/tls", "{\"data\":{\"field\":\"x\"}}");
      secure.restart();
      Path authority = secure.caCertificate();

      assertThat(authority).content().startsWith("-----BEGIN CERTIFICATE-----");
      assertThat(secure.address()).hasScheme("https");
      assertThat(secure.api("GET", "sys/health")).contains("\"sealed\":false");
    }
    assertThatThrownBy(vault::caCertificate).isInstanceOf(IllegalStateException.class);
  }
}
