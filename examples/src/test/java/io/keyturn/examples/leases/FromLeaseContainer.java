package io.keyturn.examples.leases;

import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.vault.core.lease.SecretLeaseContainer;
import org.springframework.vault.core.lease.event.SecretLeaseCreatedEvent;

/**
 * Samples of "Moving in", {@code docs/providers/vault.md}: what a program has, and what it gets.
 */
final class FromLeaseContainer {
  private FromLeaseContainer() {}

  /** Stands for a pool of connections. */
  record Pool(String user, String password) implements AutoCloseable {
    Connection connection(String url) throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }

    @Override
    public void close() {}
  }

  static void request(SecretLeaseContainer container, Consumer<Pool> pools) {
    // region container
    container.addLeaseListener(
        event -> {
          if (event instanceof SecretLeaseCreatedEvent created) {
            Map<String, Object> user = created.getSecrets();
            pools.accept(new Pool((String) user.get("username"), (String) user.get("password")));
          }
        });
    container.requestRotatingSecret("database/creds/app");
    // endregion
  }

  // region user
  record DatabaseUser(
      @SecretName("DB_USERNAME") Secret name, @SecretName("DB_PASSWORD") Secret password) {
    Pool pool() {
      return new Pool(name.exposeString(), password.exposeString());
    }
  }

  // endregion

  static Rotating<Pool> map(Secrets secrets) {
    // region pool
    Rotating<Pool> pool = secrets.rotating(DatabaseUser.class).map(DatabaseUser::pool, Pool::close);
    // endregion
    return pool;
  }
}
