package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is wrong with the settings of a store, all at once. */
final class VaultProblems {
  private final ProviderSettings settings;
  private final List<String> problems = new ArrayList<>();

  private VaultProblems(ProviderSettings settings) {
    this.settings = settings;
  }

  /**
   * Checks settings.
   *
   * @throws IllegalArgumentException with a problem a line, if there are any
   */
  static void check(ProviderSettings settings) {
    VaultProblems found = new VaultProblems(settings);
    found.address();
    found.login();
    found.approleMount();
    found.namespace(VaultKeys.NAMESPACE);
    found.namespace(VaultKeys.LOGIN_NAMESPACE);
    found.when(!List.of("1", "2").contains(text(settings)), "kv-version is neither 1 nor 2");
    if (!found.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", found.problems));
    }
  }

  private static String text(ProviderSettings settings) {
    return settings.text(VaultKeys.KV_VERSION).orElseThrow();
  }

  private void address() {
    URI address = settings.uri(VaultKeys.ADDRESS).orElse(null);
    if (address == null) {
      problems.add("address is missing (VAULT_ADDR)");
      return;
    }
    boolean https = "https".equalsIgnoreCase(address.getScheme());
    when(
        !https && !"http".equalsIgnoreCase(address.getScheme()),
        "address is neither http nor https");
    when(
        address.getPort() == 0 || address.getPort() > 65535,
        "address has a port that is not 1 to 65535");
    when(
        address.getRawQuery() != null || address.getRawFragment() != null,
        "address ends with a query or fragment");
    when(
        address.getPath().matches(".*/v1/*"),
        "address ends with /v1, which is added: leave it out");
    when(!https && has(VaultKeys.CA_CERT), "ca-cert (VAULT_CACERT) needs an address with https");
  }

  private void login() {
    boolean token = settings.secret(VaultKeys.TOKEN).isPresent();
    boolean role = has(VaultKeys.ROLE_ID);
    boolean secretId = settings.secret(VaultKeys.SECRET_ID).isPresent();
    when(
        !token && !role && !secretId,
        "no login: give token (VAULT_TOKEN), or role-id and secret-id");
    when(role != secretId, "role-id and secret-id come together");
    when(
        token && role && secretId && !isOfShell(),
        "token beside role-id and secret-id: leave out one of the two logins");
    when(
        token && !role && has(VaultKeys.LOGIN_NAMESPACE),
        "login-namespace is for role-id; a token has its own");
  }

  /** What everybody's shell sets is no choice of a login. */
  private boolean isOfShell() {
    return VaultKeys.TOKEN
        .vendorVariable()
        .filter(variable -> settings.origin(VaultKeys.TOKEN).startsWith(variable))
        .isPresent();
  }

  private void approleMount() {
    String mount = settings.text(VaultKeys.APPROLE_MOUNT).orElseThrow();
    when(
        Stream.of(mount.split("/", -1)).anyMatch(Set.of("", ".", "..")::contains),
        "approle-mount has an empty segment, '.' or '..'");
    when(
        mount.startsWith("auth/"), "approle-mount begins with auth/, which is added: leave it out");
  }

  private void namespace(ProviderSettings.Key key) {
    boolean header = settings.text(key).orElse("-").chars().allMatch(c -> c > ' ' && c < 127);
    when(!header, key.name() + " has a blank or another character that a namespace has not");
  }

  private boolean has(ProviderSettings.Key key) {
    return settings.text(key).isPresent();
  }

  private void when(boolean wrong, String problem) {
    if (wrong) {
      problems.add(problem);
    }
  }
}
