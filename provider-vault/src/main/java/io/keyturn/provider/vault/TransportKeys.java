package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.net.URI;
import java.util.List;

/** The keys that say how Vault is reached. */
final class TransportKeys {
  static final ProviderSettings.Key CA_CERT =
      ProviderSettings.Key.optional(
              "ca-cert", Kind.TEXT, "A PEM file of the only certificate authorities to trust.")
          .withVariable("VAULT_CACERT");
  static final ProviderSettings.Key CONNECT_TIMEOUT =
      ProviderSettings.Key.optional(
              "connect-timeout", Kind.DURATION, "How long a connection may take.")
          .withDefault("2s");
  static final ProviderSettings.Key READ_TIMEOUT =
      ProviderSettings.Key.optional(
              "read-timeout", Kind.DURATION, "How long a whole answer may take.")
          .withDefault("5s");

  static final List<ProviderSettings.Key> ALL = List.of(CA_CERT, CONNECT_TIMEOUT, READ_TIMEOUT);

  private TransportKeys() {}

  static void check(ProviderSettings settings, Problems problems) {
    URI address = settings.uri(VaultKeys.ADDRESS).orElse(null);
    if (address == null) {
      problems.add("address is missing (VAULT_ADDR)");
      return;
    }
    boolean https = "https".equalsIgnoreCase(address.getScheme());
    problems.when(
        !https && !"http".equalsIgnoreCase(address.getScheme()),
        "address is neither http nor https");
    problems.when(
        address.getPort() == 0 || address.getPort() > 65535,
        "address has a port that is not 1 to 65535");
    problems.when(
        address.getRawQuery() != null || address.getRawFragment() != null,
        "address ends with a query or fragment");
    problems.when(
        address.getPath().matches(".*/v1/*"),
        "address ends with /v1, which is added: leave it out");
    problems.when(
        !https && settings.text(CA_CERT).isPresent(),
        "ca-cert (VAULT_CACERT) needs an address with https");
  }
}
