package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

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
          .hasMessageContaining("the address is http:// and the server wants TLS; is it https://?");
    }
  }

  @Test
  @Timeout(20)
  void an_address_with_tls_is_told_where_the_server_has_none() {
    URI tls = URI.create(Vaults.shared().address().toString().replace("http:", "https:"));
    try (SecretProvider provider = Vaults.withToken(tls, LeakGuard.canary().text())) {
      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("the address is https:// and the server speaks no TLS");
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
}
