package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;

/** The keys below {@code keyturn.stores.<id>} of a store of type {@code vault}. */
final class VaultKeys {
  static final ProviderSettings.Key ADDRESS =
      ProviderSettings.Key.optional(
              "address", Kind.URI, "Where Vault is; a path before /v1 may follow the port.")
          .asRequired()
          .withVariable("VAULT_ADDR");
  static final ProviderSettings.Key TOKEN =
      ProviderSettings.Key.optional("token", Kind.SECRET, "The token to read with.")
          .withVariable("VAULT_TOKEN");
  static final ProviderSettings.Key ROLE_ID =
      ProviderSettings.Key.optional("role-id", Kind.TEXT, "The role to log in with by AppRole.");
  static final ProviderSettings.Key SECRET_ID =
      ProviderSettings.Key.optional("secret-id", Kind.SECRET, "The secret id of the role.");
  static final ProviderSettings.Key APPROLE_MOUNT =
      ProviderSettings.Key.optional(
              "approle-mount", Kind.TEXT, "Where AppRole is mounted, below auth/.")
          .withDefault("approle");
  static final ProviderSettings.Key NAMESPACE =
      ProviderSettings.Key.optional(
              "namespace", Kind.TEXT, "The namespace of the secrets (Vault Enterprise).")
          .withVariable("VAULT_NAMESPACE");
  static final ProviderSettings.Key LOGIN_NAMESPACE =
      ProviderSettings.Key.optional(
          "login-namespace", Kind.TEXT, "The namespace of the login, if it is another.");
  static final ProviderSettings.Key KV_VERSION =
      ProviderSettings.Key.optional(
              "kv-version", Kind.TEXT, "The version of the KV engines, 1 or 2.")
          .withDefault("2");
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

  static final List<ProviderSettings.Key> ALL =
      List.of(
          ADDRESS,
          TOKEN,
          ROLE_ID,
          SECRET_ID,
          APPROLE_MOUNT,
          NAMESPACE,
          LOGIN_NAMESPACE,
          KV_VERSION,
          CA_CERT,
          CONNECT_TIMEOUT,
          READ_TIMEOUT);

  private VaultKeys() {}
}
