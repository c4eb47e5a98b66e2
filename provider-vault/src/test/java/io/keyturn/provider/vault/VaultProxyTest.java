package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies of addresses without TLS; by TLS they are in {@link VaultTlsTest}. */
final class VaultProxyTest {
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");
  private static final String PATH = "/v1/secret/data/mailjet";

  private final FakeVault vault = new FakeVault().on(PATH, 200, FakeVault.kv2("{}"));

  @AfterEach
  void close() {
    vault.close();
  }

  private static Routes routes(String proxy) {
    return new Routes(
        Proxies.of(
            Vaults.settings(URI.create("http://vault")).text(TransportKeys.PROXY, proxy).build(),
            TransportKeys.PROXY));
  }

  @Test
  @Witness(value = Row.PROXY, kind = Witness.Kind.REQUEST)
  void an_address_of_http_is_asked_through_it() {
    try (SecretProvider provider =
        Vaults.provider(
            vault
                .tokenSettings()
                .text(VaultKeys.ADDRESS, "http://vault.example.internal")
                .text(TransportKeys.PROXY, vault.address().toString()))) {
      provider.fetch(MAILJET);
    }

    assertThat(vault.asked).hasToString("[GET http://vault.example.internal:80" + PATH + "]");
  }

  @Test
  void this_machine_is_asked_through_none() {
    try (SecretProvider provider =
        Vaults.provider(vault.tokenSettings().text(TransportKeys.PROXY, "http://127.0.0.1:1"))) {
      provider.fetch(MAILJET);
    }

    assertThat(vault.asked).hasToString("[GET " + PATH + "]");
  }

  /** The JVM's own rule can be taken away. */
  @ParameterizedTest
  @CsvSource({
    "http://vault.example.internal/v1/x, http.proxyHost, 127.0.0.2",
    "https://vault.example.internal/v1/x, https.proxyHost, 127.0.0.2",
    "https://127.0.0.1/v1/x, https.proxyHost,",
    "https://[::1]:8200/v1/x, https.proxyHost,",
    "https://localhost/v1/x, https.proxyHost,",
  })
  void that_of_the_jvm_holds_but_for_this_machine(
      URI address, String property, @Nullable String proxy) {
    System.setProperty(property, "127.0.0.2");
    System.setProperty("http.nonProxyHosts", "");
    try {
      Proxy expected =
          proxy == null
              ? Proxy.NO_PROXY
              : new Proxy(
                  Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy, Routes.port(address)));
      Routes routes =
          new Routes(
              Proxies.of(Vaults.settings(URI.create("http://vault")).build(), TransportKeys.PROXY));

      assertThat(routes.select(address)).isEqualTo(List.of(expected));
    } finally {
      System.clearProperty(property);
      System.clearProperty("http.nonProxyHosts");
    }
  }

  @Test
  void each_port_of_an_address_is_of_its_scheme() {
    assertThat(Routes.port(URI.create("https://vault"))).isEqualTo(443);
    assertThat(Routes.port(URI.create("http://vault"))).isEqualTo(80);
    assertThat(Routes.port(URI.create("HTTPS://vault:8200"))).isEqualTo(8200);
  }

  /** Where a redirect leads to another port, which no variable spares. */
  @Test
  void nobody_goes_without_a_proxy_that_cannot_be_used() {
    assertThatThrownBy(() -> routes("https://p:1").select(URI.create("http://vault:8200/v1/x")))
        .isInstanceOf(VaultFailure.class)
        .hasMessageContaining("vault is not asked: proxy is not an address");
  }
}
