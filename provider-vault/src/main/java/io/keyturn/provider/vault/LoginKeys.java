package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;
import java.util.Optional;

/** The keys of the logins. */
final class LoginKeys {
  static final ProviderSettings.Key LOGIN =
      ProviderSettings.Key.optional(
          "login",
          Kind.TEXT,
          "How to log in: token, approle, jwt, kubernetes, cert, userpass, aws or agent; by"
              + " default approle where role-id is given, else token.");
  static final ProviderSettings.Key TOKEN =
      ProviderSettings.Key.optional("token", Kind.SECRET, "The token to read with.")
          .withVariable("VAULT_TOKEN");
  static final ProviderSettings.Key ROLE_ID =
      ProviderSettings.Key.optional("role-id", Kind.TEXT, "The role to log in with by AppRole.");
  static final ProviderSettings.Key SECRET_ID =
      ProviderSettings.Key.optional("secret-id", Kind.SECRET, "The secret id of the role.");
  static final ProviderSettings.Key WRAPPED_SECRET_ID =
      ProviderSettings.Key.optional(
          "wrapped-secret-id",
          Kind.SECRET,
          "Instead of secret-id, a wrapping token that Vault gives it for, once.");
  static final ProviderSettings.Key ROLE =
      ProviderSettings.Key.optional(
          "role", Kind.TEXT, "The role to log in to by JWT, Kubernetes, a certificate or AWS.");
  static final ProviderSettings.Key JWT =
      ProviderSettings.Key.optional(
          "jwt", Kind.SECRET, "The JWT to log in with; of Kubernetes by default that of the pod.");
  static final ProviderSettings.Key USERNAME =
      ProviderSettings.Key.optional("username", Kind.TEXT, "The user to log in as, by a password.");
  static final ProviderSettings.Key PASSWORD =
      ProviderSettings.Key.optional("password", Kind.SECRET, "The password of the user.");
  static final ProviderSettings.Key AWS_REGION =
      ProviderSettings.Key.optional(
          "aws-region",
          Kind.TEXT,
          "The region whose STS Vault asks who logs in; by default the global one.");
  static final ProviderSettings.Key AWS_STS_ENDPOINT =
      ProviderSettings.Key.optional(
          "aws-sts-endpoint", Kind.URI, "The address of STS, where Vault has one configured.");
  static final ProviderSettings.Key AWS_SERVER_ID =
      ProviderSettings.Key.optional(
          "aws-server-id",
          Kind.TEXT,
          "What Vault demands as X-Vault-AWS-IAM-Server-ID, if it does.");
  static final ProviderSettings.Key LOGIN_MOUNT =
      ProviderSettings.Key.optional(
          "login-mount",
          Kind.TEXT,
          "Where the login is mounted, below auth/; by default as it is called.");
  static final ProviderSettings.Key LOGIN_NAMESPACE =
      ProviderSettings.Key.optional(
          "login-namespace", Kind.TEXT, "The namespace of the login, if it is another.");

  /** Without the namespace, which stands beside that of the secrets. */
  static final List<ProviderSettings.Key> ALL =
      List.of(
          LOGIN,
          TOKEN,
          ROLE_ID,
          SECRET_ID,
          WRAPPED_SECRET_ID,
          ROLE,
          JWT,
          USERNAME,
          PASSWORD,
          AWS_REGION,
          AWS_STS_ENDPOINT,
          AWS_SERVER_ID,
          LOGIN_MOUNT);

  private LoginKeys() {}

  static void check(ProviderSettings settings, Problems problems) {
    Optional<LoginMethod> method = LoginMethod.of(settings);
    if (method.isEmpty()) {
      problems.add("login is none of " + LoginMethod.names());
    } else {
      check(method.get(), settings, problems);
    }
    problems.namespace(settings, LOGIN_NAMESPACE);
    mount(settings.text(LOGIN_MOUNT).orElse("-"), problems);
  }

  private static void check(LoginMethod method, ProviderSettings settings, Problems problems) {
    if (!isGiven(settings, LOGIN) && method == LoginMethod.TOKEN && !isGiven(settings, TOKEN)) {
      problems.add(
          "no login: give token (VAULT_TOKEN), or role-id and secret-id, or choose one by login");
      return;
    }
    method.check(settings, problems);
    for (ProviderSettings.Key key : ALL) {
      notOf(method, key, settings, problems);
    }
    notOf(method, LOGIN_NAMESPACE, settings, problems);
  }

  private static void notOf(
      LoginMethod method, ProviderSettings.Key key, ProviderSettings settings, Problems problems) {
    problems.when(
        isGiven(settings, key) && !isOfShell(settings, key) && !method.takes(key),
        key.name() + " is not for the login by " + method + ": leave it out, or choose by login");
  }

  static boolean isGiven(ProviderSettings settings, ProviderSettings.Key key) {
    return key.kind() == Kind.SECRET
        ? settings.secret(key).isPresent()
        : settings.text(key).isPresent();
  }

  /** What everybody's shell sets is no choice for this store. */
  static boolean isOfShell(ProviderSettings settings, ProviderSettings.Key key) {
    return key.vendorVariable()
        .filter(variable -> settings.origin(key).startsWith(variable))
        .isPresent();
  }

  private static void mount(String mount, Problems problems) {
    problems.when(Segments.areImpossible(mount), "login-mount has an empty segment, '.' or '..'");
    problems.when(
        mount.startsWith("auth/"), "login-mount begins with auth/, which is added: leave it out");
  }
}
