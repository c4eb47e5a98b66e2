package io.keyturn.provider.vault;

import io.keyturn.testservers.PostgresServer;
import io.keyturn.testservers.Shared;
import io.keyturn.testservers.VaultDatabase;

/** The shared Vault's database engine, at {@code database/}, over a PostgreSQL for all tests. */
final class Databases {
  private static final Shared<VaultDatabase> SHARED =
      new Shared<>(() -> Vaults.shared().database(PostgresServer.start()));

  private Databases() {}

  static VaultDatabase shared() {
    return SHARED.get();
  }
}
