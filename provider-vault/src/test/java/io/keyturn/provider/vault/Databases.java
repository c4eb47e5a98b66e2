package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testservers.PostgresServer;
import io.keyturn.testservers.Shared;
import io.keyturn.testservers.VaultDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The shared Vault's database engine, at {@code database/}, over a PostgreSQL for all tests. */
final class Databases {
  private static final Shared<VaultDatabase> SHARED =
      new Shared<>(() -> Vaults.shared().database(PostgresServer.start()));

  private Databases() {}

  static VaultDatabase shared() {
    return SHARED.get();
  }

  /** Makes a role that nobody else uses; what reads it makes a user. */
  static String role(int ttlSeconds, int maxSeconds) {
    Duration ttl = Duration.ofSeconds(ttlSeconds);
    return shared().role(Vaults.path(), ttl, Duration.ofSeconds(maxSeconds));
  }

  /** Whether PostgreSQL lets the user of a bundle in. */
  static boolean letsIn(SecretBundle user) {
    try (Connection connection =
        shared().postgres().connect(text(user, "username"), text(user, "password"))) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  static String text(SecretBundle user, String field) {
    SecretLocation place = Vaults.location("database/creds/x#" + field);
    return user.secret(place, "1").exposeString();
  }
}
