package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
        .secret(VaultKeys.TOKEN, Vaults.secret(vault.rootToken()));
  }

  @Test
  void ca_cert_is_trusted() {
    try (SecretProvider provider =
        Vaults.provider(settings().text(VaultKeys.CA_CERT, vault.caCertificate().toString()))) {
      assertThat(provider.fetch(BUNDLE).fields()).containsExactly("key");
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
