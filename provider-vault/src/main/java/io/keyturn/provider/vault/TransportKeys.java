package io.keyturn.provider.vault;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The keys that say how Vault is reached. */
final class TransportKeys {
  static final ProviderSettings.Key CA_CERT =
      ProviderSettings.Key.optional(
              "ca-cert", Kind.TEXT, "A PEM file of the only certificate authorities to trust.")
          .withVariable("VAULT_CACERT");
  static final ProviderSettings.Key CLIENT_CERT =
      ProviderSettings.Key.optional(
              "client-cert",
              Kind.TEXT,
              "A PEM file of the certificate to show, and of its authorities.")
          .withVariable("VAULT_CLIENT_CERT");
  static final ProviderSettings.Key CLIENT_KEY =
      ProviderSettings.Key.optional(
              "client-key", Kind.TEXT, "A PEM file of the private key of client-cert.")
          .withVariable("VAULT_CLIENT_KEY");
  static final ProviderSettings.Key SKIP_VERIFY =
      ProviderSettings.Key.optional(
              "skip-verify", Kind.TEXT, "`true` to trust any server; for experiments alone.")
          .withVariable("VAULT_SKIP_VERIFY");
  static final ProviderSettings.Key PROXY =
      ProviderSettings.Key.optional(
          "proxy",
          Kind.TEXT,
          "Proxy, `http://host:port`, that Vault is asked through; else `HTTPS_PROXY` (for an"
              + " `address` of http `HTTP_PROXY`).");
  static final ProviderSettings.Key CONNECT_TIMEOUT =
      ProviderSettings.Key.optional(
              "connect-timeout", Kind.DURATION, "How long a connection may take.")
          .withDefault("2s");
  static final ProviderSettings.Key READ_TIMEOUT =
      ProviderSettings.Key.optional(
              "read-timeout", Kind.DURATION, "How long a whole answer may take.")
          .withDefault("5s");

  static final List<ProviderSettings.Key> ALL =
      List.of(CA_CERT, CLIENT_CERT, CLIENT_KEY, SKIP_VERIFY, PROXY, CONNECT_TIMEOUT, READ_TIMEOUT);

  // As Vault's CLI reads its variable, by Go's strconv.ParseBool.
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  private TransportKeys() {}

  static boolean skipsVerification(ProviderSettings settings) {
    return ofTls(settings, SKIP_VERIFY).filter(TRUE::contains).isPresent();
  }

  /** The text of a key of TLS; that of everybody's shell is none where the address has no TLS. */
  static Optional<String> ofTls(ProviderSettings settings, ProviderSettings.Key key) {
    return settings
        .text(key)
        .filter(text -> isHttps(settings) || !LoginKeys.isOfShell(settings, key));
  }

  private static boolean isHttps(ProviderSettings settings) {
    return settings
        .uri(VaultKeys.ADDRESS)
        .filter(address -> "https".equalsIgnoreCase(address.getScheme()))
        .isPresent();
  }

  static void check(ProviderSettings settings, Problems problems) {
    URI address = settings.uri(VaultKeys.ADDRESS).orElse(null);
    if (address == null) {
      problems.add("address is missing (VAULT_ADDR)");
      return;
    }
    boolean https = isHttps(settings);
    boolean http = https || "http".equalsIgnoreCase(address.getScheme());
    problems.when(!http, "address is neither http nor https");
    problems.when(
        address.getPort() == 0 || address.getPort() > 65535,
        "address has a port that is not 1 to 65535");
    problems.when(
        address.getRawQuery() != null || address.getRawFragment() != null,
        "address ends with a query or fragment");
    problems.when(
        address.getPath().matches(".*/v1/*"),
        "address ends with /v1, which is added: leave it out");
    tls(settings, https, problems);
    proxy(settings, address, problems);
  }

  private static void tls(ProviderSettings settings, boolean https, Problems problems) {
    for (ProviderSettings.Key key : List.of(CA_CERT, CLIENT_CERT, CLIENT_KEY)) {
      problems.when(
          !https && ofTls(settings, key).isPresent(),
          key.name() + " (" + key.vendorVariable().orElse("") + ") needs an address with https");
    }
    problems.when(
        ofTls(settings, CLIENT_CERT).isPresent() != ofTls(settings, CLIENT_KEY).isPresent(),
        "client-cert and client-key come together");
    boolean skips = skipsVerification(settings);
    problems.when(
        !skips && ofTls(settings, SKIP_VERIFY).filter(text -> !FALSE.contains(text)).isPresent(),
        "skip-verify (VAULT_SKIP_VERIFY) is neither true nor false");
    problems.when(
        skips && ofTls(settings, CA_CERT).isPresent(),
        "skip-verify (VAULT_SKIP_VERIFY) beside ca-cert: leave out one, best skip-verify");
  }

  /** The variables too: what is asked is known here. */
  private static void proxy(ProviderSettings settings, URI address, Problems problems) {
    Proxies proxies = Proxies.of(settings, PROXY);
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    proxies
        .problem()
        .or(() -> proxies.problem(scheme, address.getHost(), Routes.port(address)))
        .ifPresent(problems::add);
  }
}
