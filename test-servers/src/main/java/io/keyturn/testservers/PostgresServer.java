package io.keyturn.testservers;

import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A PostgreSQL 15 on a port of the loopback, which asks everybody for a password.
 *
 * <p>A restart keeps its data, its end does not. What connects needs PostgreSQL's JDBC driver on
 * the class path of the test. Not thread-safe, except that connections may be made by several
 * threads; to be closed by the test that started it, and ended in any case when its JVM ends.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String DATABASE = "postgres"; // the one that is always there

  private final String superuser = "root" + UUID.randomUUID().toString().substring(0, 8);
  private final String password = UUID.randomUUID().toString();
  private final Server server;

  private PostgresServer() {
    this.server = ServerFinder.find(recipe(superuser, password));
  }

  /** No image: a Vault in a container of its own would not reach it. */
  private static Server.Recipe recipe(String superuser, String password) {
    return new Server.Recipe(
        "postgres",
        "15.14.0",
        List.of("run"),
        Optional.empty(),
        List.of("{folder}", "{host}", "{port}", superuser),
        Map.of(),
        Map.of("password", password + "\n"));
  }

  /** Starts PostgreSQL on a free port and returns once it takes connections. */
  public static PostgresServer start() {
    PostgresServer postgres = new PostgresServer();
    delete(postgres.data()); // of another server that had this port
    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close)); // 40 MB each
    postgres.restart();
    return postgres;
  }

  /** Returns its port of 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** Returns the JDBC address of its database, without a user. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), DATABASE);
  }

  /** Returns the address of its database as Vault wants it, with stand-ins for the user. */
  String vaultUrl() {
    return "postgresql://{{username}}:{{password}}@127.0.0.1:%d/%s?sslmode=disable"
        .formatted(port(), DATABASE);
  }

  /** Returns the name of the user who may do anything. */
  public String superuser() {
    return superuser;
  }

  /** Returns the superuser's password: random, and of no other server. */
  public String password() {
    return password;
  }

  /** Returns a new connection of the superuser. */
  public Connection connect() {
    try {
      return connect(superuser, password);
    } catch (SQLException e) {
      throw new IllegalStateException("The superuser was not let in", e);
    }
  }

  /**
   * Returns a new connection.
   *
   * @throws SQLException if the user is not let in; SQL state 28P01 says so
   */
  public Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(url(), user, password);
  }

  /** Executes statements as superuser, separated by semicolons. */
  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the first column of what a query finds as superuser, as text. */
  public List<String> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it at once: open connections break, new ones are refused. Nothing if it has ended. */
  public void stop() {
    server.stop();
  }

  /** Starts it again on the same port, ended or not, with its users and data. */
  public void restart() {
    server.stop();
    Startup.start(server, () -> server.output().contains("ready to accept connections"));
  }

  @Override
  public void close() {
    stop();
    delete(data());
  }

  File data() {
    return server.file("data").toFile();
  }

  /** As far as it goes: a process of it may still be ending. */
  private static void delete(File file) {
    File[] within = file.listFiles();
    if (within != null) {
      List.of(within).forEach(PostgresServer::delete);
    }
    file.delete();
  }
}
