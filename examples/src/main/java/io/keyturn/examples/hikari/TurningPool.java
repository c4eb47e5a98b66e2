package io.keyturn.examples.hikari;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.keyturn.Rotating;
import io.keyturn.Subscription;
import javax.sql.DataSource;

/**
 * A HikariCP pool whose user turns while it runs. Thread-safe.
 *
 * <p>A user who is dropped keeps the sessions that are open, and no query in them succeeds: so
 * connections of the old user have to leave the pool at the turn, those that are in use when they
 * are given back. {@code keyturn.rotation.drain} must be longer than a connection is in use, {@code
 * connectionTimeout} longer than a read of the store.
 */
public final class TurningPool implements AutoCloseable {
  private final HikariDataSource pool;
  private final Subscription atTurn;
  private final Rotating<DatabaseUser> atRetirement;

  private TurningPool(HikariDataSource pool, Rotating<DatabaseUser> user) {
    this.pool = pool;
    // region evict
    this.atTurn = user.onRotation(turn -> evict());
    // Once more, before the old user ends: a connection that was just being made at the turn.
    this.atRetirement = user.map(made -> made, old -> evict());
    // endregion
    evict(); // of a turn meanwhile
  }

  /**
   * Opens a pool.
   *
   * @param user whose current value makes each connection
   * @param database the driver's own, without a pool
   * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if there is no connection
   *     to be had
   */
  public static TurningPool open(Rotating<DatabaseUser> user, DataSource database) {
    return new TurningPool(new HikariDataSource(config(user, database)), user);
  }

  static HikariConfig config(Rotating<DatabaseUser> user, DataSource database) {
    // region config
    HikariConfig config = new HikariConfig();
    config.setDataSource(new ReportingDataSource(database, user));
    config.setCredentialsProvider(() -> user.get().credentials());
    config.setExceptionOverride(new DroppedUsers());
    // endregion
    return config;
  }

  /** Returns what gives connections, for JDBC, JPA or jOOQ. */
  public DataSource dataSource() {
    return pool;
  }

  private void evict() {
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    if (connections != null && !pool.isClosed()) {
      connections.softEvictConnections();
    }
  }

  /** Closes the pool; the handle of the user stays open. */
  @Override
  public void close() {
    atTurn.close();
    pool.close();
    atRetirement.close();
  }
}
