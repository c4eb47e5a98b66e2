package io.keyturn.examples.hikari;

import io.keyturn.Rotating;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Reports a user whom the database refuses, so that another is read at once and not at the next
 * look: a user who was dropped or whose password was changed in between. Thread-safe.
 */
final class ReportingDataSource implements DataSource {
  /** Of SQLState, in the SQL standard: invalid authorization specification. */
  private static final String REFUSED = "28";

  private final DataSource database;
  private final Rotating<DatabaseUser> user;

  ReportingDataSource(DataSource database, Rotating<DatabaseUser> user) {
    this.database = database;
    this.user = user;
  }

  /** The pool calls it with what its credentials provider gave, and again after a failure. */
  @Override
  public Connection getConnection(String name, String password) throws SQLException {
    // region report
    try {
      return current(name, password, database.getConnection(name, password));
    } catch (SQLException e) {
      DatabaseUser refused = user.get();
      if (String.valueOf(e.getSQLState()).startsWith(REFUSED) && refused.is(name, password)) {
        user.rejected(refused);
      }
      throw e;
    }
    // endregion
  }

  /** The connection, or another where the user has turned while it was made. */
  private Connection current(String name, String password, Connection connection)
      throws SQLException {
    DatabaseUser current = user.get();
    if (current.is(name, password)) {
      return connection;
    }
    connection.close();
    return database.getConnection(current.name().exposeString(), current.password().exposeString());
  }

  @Override
  public Connection getConnection() throws SQLException {
    return database.getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return database.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    database.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    database.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return database.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return database.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return database.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return database.isWrapperFor(type);
  }
}
