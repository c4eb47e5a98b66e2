package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.ConnectProxy;
import io.keyturn.testservers.VaultAuthority;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultTlsTest {
  private static final SecretLocation BUNDLE = Vaults.location("secret/tls");

  private final VaultServer vault = VaultServer.startTls();

  @BeforeAll
  void put() {
    vault.api(
        "POST", "secret/data/tls", "{\"data\":{\"key\":\"" + LeakGuard.canary().text() + "\"}}");
  }

  @AfterAll
  void stop() {
    vault.close();
  }

  private ProviderSettings.Builder settings() {
    LeakGuard.guard(vault.rootToken());
    return Vaults.settings(vault.address())
        .secret(LoginKeys.TOKEN, Vaults.secret(vault.rootToken()));
  }

  @Test
  void ca_cert_is_trusted() {
    try (SecretProvider provider =
        Vaults.provider(settings().text(TransportKeys.CA_CERT, vault.caCertificate().toString()))) {
      assertThat(provider.fetch(BUNDLE).fields()).containsExactly("key");
    }
  }

  @Test
  @Timeout(20)
  void an_address_without_tls_is_told_where_the_server_has_it() {
    URI plain = URI.create(vault.address().toString().replace("https:", "http:"));
    try (SecretProvider provider = Vaults.withToken(plain, LeakGuard.canary().text())) {
      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining(
              "the address is http:// and the server wants TLS; it may be https://");
    }
  }

  @Test
  @Timeout(20)
  void an_address_with_tls_is_told_where_the_server_has_none() {
    URI tls = URI.create(Vaults.shared().address().toString().replace("http:", "https:"));
    try (SecretProvider provider = Vaults.withToken(tls, LeakGuard.canary().text())) {
      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining(
              " (keyturn.stores.vault.address) is https:// and the server speaks no TLS");
    }
  }

  @Test
  void without_ca_cert_its_certificate_is_not_trusted() {
    try (SecretProvider provider = Vaults.provider(settings())) {
      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("check its certificate and ca-cert");
    }
  }

  @Test
  @Witness(
      value = {Row.PROXY, Row.SKIP_VERIFY},
      kind = Witness.Kind.REAL)
  void a_proxy_leads_to_it_by_one_tunnel_and_skip_verify_trusts_whom_it_leads_to()
      throws IOException {
    try (ConnectProxy proxy = ConnectProxy.to(vault.address().getPort());
        Logged logged = new Logged(Clients.class);
        SecretProvider provider =
            Vaults.provider(
                settings()
                    .text(VaultKeys.ADDRESS, "https://vault.example.internal:8200")
                    .text(TransportKeys.PROXY, proxy.address())
                    .text(TransportKeys.SKIP_VERIFY, "true"))) {
      for (int i = 0; i < 10; i++) {
        assertThat(provider.fetch(BUNDLE).fields()).containsExactly("key");
      }

      assertThat(proxy.tunnels()).containsExactly("vault.example.internal:8200");
      assertThat(logged.warnings())
          .containsExactly(
              "store 'vault': skip-verify (VAULT_SKIP_VERIFY) is set; whoever answers at its address"
                  + " gets its credentials: set ca-cert (VAULT_CACERT) in its place");
    }
  }

  @Test
  void a_host_that_its_certificate_does_not_name_is_not_trusted() throws IOException {
    try (ConnectProxy proxy = ConnectProxy.to(vault.address().getPort());
        SecretProvider provider =
            Vaults.provider(
                settings()
                    .text(VaultKeys.ADDRESS, "https://vault.example.internal:8200")
                    .text(TransportKeys.PROXY, proxy.address())
                    .text(TransportKeys.CA_CERT, vault.caCertificate().toString()))) {
      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("check its certificate and ca-cert");
    }
  }

  @Test
  void a_proxy_that_lets_nobody_through_is_told() throws IOException {
    try (ConnectProxy proxy = new ConnectProxy();
        SecretProvider provider =
            Vaults.provider(
                settings()
                    .text(VaultKeys.ADDRESS, "https://vault.example.internal")
                    .text(TransportKeys.PROXY, proxy.address()))) {
      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("the proxy leads to no connection with ");
    }
  }

  @Test
  @Witness(value = Row.VARIABLES, kind = Witness.Kind.REAL)
  void the_variables_of_vaults_cli_are_enough(@TempDir Path folder) throws Exception {
    VaultAuthority.Issued client =
        vault.authority().issue("client", Duration.ofHours(1), VaultAuthority.KeyForm.EC_SEC1);
    LeakGuard.guard(client.privateKey());
    Map<String, String> variables = new HashMap<>();
    variables.put("VAULT_ADDR", vault.address().toString());
    variables.put("VAULT_CACERT", vault.caCertificate().toString());
    variables.put(
        "VAULT_CLIENT_CERT",
        Files.writeString(folder.resolve("cert"), client.certificate()).toString());
    variables.put(
        "VAULT_CLIENT_KEY",
        Files.writeString(folder.resolve("key"), client.privateKey()).toString());

    assertThat(probed(variables, List.of())).contains("probe: read");
  }

  @Test
  @Witness(
      value = {Row.PROXY, Row.SKIP_VERIFY},
      kind = Witness.Kind.REAL)
  void the_process_has_a_proxy_and_skips_the_verification() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.to(vault.address().getPort())) {
      List<String> heard =
          probed(
              Map.of(
                  "VAULT_ADDR", "https://vault.example.internal:8200",
                  "VAULT_SKIP_VERIFY", "1",
                  "HTTPS_PROXY", proxy.address()),
              List.of());

      assertThat(heard).contains("probe: read");
      assertThat(heard).anyMatch(line -> line.contains("WARN") && line.contains("skip-verify"));
      assertThat(proxy.tunnels()).containsExactly("vault.example.internal:8200");
    }
  }

  /** Its name is that of this machine here, and nothing listens there. */
  @Test
  void what_no_proxy_names_is_asked_directly(@TempDir Path folder) throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 vault.example.internal\n");
    try (ConnectProxy proxy = new ConnectProxy()) {
      List<String> heard =
          probed(
              Map.of(
                  "VAULT_ADDR", "https://vault.example.internal:1",
                  "HTTPS_PROXY", proxy.address(),
                  "NO_PROXY", "example.internal"),
              List.of("-Djdk.net.hosts.file=" + hosts));

      assertThat(heard)
          .anyMatch(line -> line.startsWith("probe: ") && line.contains("no connection"));
      assertThat(proxy.asked()).isEmpty();
    }
  }

  private List<String> probed(Map<String, String> variables, List<String> options)
      throws Exception {
    Map<String, String> environment = new HashMap<>(variables);
    LeakGuard.guard(vault.rootToken());
    environment.put("VAULT_TOKEN", vault.rootToken());
    return VaultProbe.run(environment, options);
  }
}
