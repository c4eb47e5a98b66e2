package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The keys of the logins. */
final class LoginKeys {
  static final ProviderSettings.Key TOKEN =
      ProviderSettings.Key.optional("token", Kind.SECRET, "The token to read with.")
          .withVariable("VAULT_TOKEN");
  static final ProviderSettings.Key ROLE_ID =
      ProviderSettings.Key.optional("role-id", Kind.TEXT, "The role to log in with by AppRole.");
  static final ProviderSettings.Key SECRET_ID =
      ProviderSettings.Key.optional("secret-id", Kind.SECRET, "The secret id of the role.");
  static final ProviderSettings.Key LOGIN_MOUNT =
      ProviderSettings.Key.optional(
              "login-mount", Kind.TEXT, "Where the login is mounted, below auth/.")
          .withDefault("approle");
  static final ProviderSettings.Key LOGIN_NAMESPACE =
      ProviderSettings.Key.optional(
          "login-namespace", Kind.TEXT, "The namespace of the login, if it is another.");

  /** Without the namespace, which stands beside that of the secrets. */
  static final List<ProviderSettings.Key> ALL = List.of(TOKEN, ROLE_ID, SECRET_ID, LOGIN_MOUNT);

  private LoginKeys() {}

  static void check(ProviderSettings settings, Problems problems) {
    boolean token = settings.secret(TOKEN).isPresent();
    boolean role = settings.text(ROLE_ID).isPresent();
    boolean secretId = settings.secret(SECRET_ID).isPresent();
    problems.when(
        !token && !role && !secretId,
        "no login: give token (VAULT_TOKEN), or role-id and secret-id");
    problems.when(role != secretId, "role-id and secret-id come together");
    problems.when(
        token && role && secretId && !isOfShell(settings),
        "token beside role-id and secret-id: leave out one of the two logins");
    problems.when(
        token && !role && settings.text(LOGIN_NAMESPACE).isPresent(),
        "login-namespace is for role-id; a token has its own");
    problems.namespace(settings, LOGIN_NAMESPACE);
    mount(settings.text(LOGIN_MOUNT).orElseThrow(), problems);
  }

  /** What everybody's shell sets is no choice of a login. */
  private static boolean isOfShell(ProviderSettings settings) {
    return TOKEN
        .vendorVariable()
        .filter(variable -> settings.origin(TOKEN).startsWith(variable))
        .isPresent();
  }

  private static void mount(String mount, Problems problems) {
    problems.when(
        Stream.of(mount.split("/", -1)).anyMatch(Set.of("", ".", "..")::contains),
        "login-mount has an empty segment, '.' or '..'");
    problems.when(
        mount.startsWith("auth/"), "login-mount begins with auth/, which is added: leave it out");
  }
}
