package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;
import java.util.stream.Stream;

/** The keys below {@code keyturn.stores.<id>} of a store of type {@code vault}. */
final class VaultKeys {
  static final ProviderSettings.Key ADDRESS =
      ProviderSettings.Key.optional(
              "address", Kind.URI, "Where Vault is; a path before /v1 may follow the port.")
          .asRequired()
          .withVariable("VAULT_ADDR");
  static final ProviderSettings.Key NAMESPACE =
      ProviderSettings.Key.optional(
              "namespace", Kind.TEXT, "The namespace of the secrets (Vault Enterprise).")
          .withVariable("VAULT_NAMESPACE");

  static final List<ProviderSettings.Key> ALL =
      Stream.of(
              List.of(ADDRESS),
              LoginKeys.ALL,
              List.of(NAMESPACE, LoginKeys.LOGIN_NAMESPACE),
              MountKeys.ALL,
              LeaseKeys.ALL,
              TransportKeys.ALL)
          .flatMap(List::stream)
          .toList();

  private VaultKeys() {}

  /**
   * Checks the settings of a store.
   *
   * @throws IllegalArgumentException with a problem a line, if there are any
   */
  static void check(ProviderSettings settings) {
    Problems problems = new Problems();
    TransportKeys.check(settings, problems);
    LoginKeys.check(settings, problems);
    problems.namespace(settings, NAMESPACE);
    MountKeys.check(settings, problems);
    problems.end();
  }
}
