package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;

/** The keys of the leases. */
final class LeaseKeys {
  static final ProviderSettings.Key REVOKE_ON_CLOSE =
      ProviderSettings.Key.optional(
              "revoke-on-close",
              Kind.FLAG,
              "Whether the store's end revokes its leases, the logins that made them, and the current"
                  + " login.")
          .withDefault("false");

  static final List<ProviderSettings.Key> ALL = List.of(REVOKE_ON_CLOSE);

  private LeaseKeys() {}
}
