package io.keyturn.examples.hikari;

import io.keyturn.Rotating;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Four threads that query without a pause, each time with a connection of the pool, one of them in
 * transactions of two seconds.
 */
final class QueryingThreads {
  private static final long TRANSACTION = TimeUnit.SECONDS.toNanos(2);

  /** Not {@code SELECT 1}: that succeeds in the session of a user who was dropped. */
  private static final String QUERY = "SELECT current_user";

  private final DataSource pool;
  private final Rotating<DatabaseUser> user;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger queries = new AtomicInteger();
  private final AtomicInteger acrossTurns = new AtomicInteger();
  private final Map<String, CountDownLatch> queried = new ConcurrentHashMap<>();
  private final Set<String> users = ConcurrentHashMap.newKeySet();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  QueryingThreads(DataSource pool, Rotating<DatabaseUser> user) {
    this.pool = pool;
    this.user = user;
    start(this::query, 3);
    start(this::transaction, 1);
  }

  private void start(Work work, int count) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(() -> work(work), "querying");
      threads.add(thread);
      thread.start();
    }
  }

  private void work(Work work) {
    while (!ended) {
      try (Connection connection = pool.getConnection()) {
        work.with(connection);
      } catch (SQLException | RuntimeException | AssertionError e) {
        failures.add(e);
      }
    }
  }

  private void query(Connection connection) throws SQLException {
    String name = currentUser(connection);
    users.add(name);
    queried(name).countDown();
  }

  private String currentUser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(QUERY)) {
      result.next();
      queries.incrementAndGet();
      return result.getString(1);
    }
  }

  private void transaction(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    long begun = System.nanoTime();
    String version = version();
    String name = currentUser(connection);
    while (System.nanoTime() - begun < TRANSACTION) {
      if (!currentUser(connection).equals(name)) {
        throw new AssertionError("another user within a transaction");
      }
    }
    connection.commit();
    if (!version().equals(version)) {
      acrossTurns.incrementAndGet();
    }
  }

  private String version() {
    return user.get().name().version();
  }

  /** Waits until a query of this user has succeeded. */
  void await(DatabaseUser user) throws InterruptedException {
    queried(user.name().exposeString()).await();
  }

  private CountDownLatch queried(String name) {
    return queried.computeIfAbsent(name, any -> new CountDownLatch(1));
  }

  int queries() {
    return queries.get();
  }

  /** How many transactions began before a turn and ended after it. */
  int acrossTurns() {
    return acrossTurns.get();
  }

  Set<String> users() {
    return users;
  }

  List<Throwable> failures() {
    return failures;
  }

  /** Ends them, and waits until they have. */
  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The figures. */
  @Override
  public String toString() {
    return "%d queries by %d users, %d transactions across a turn, %d failures"
        .formatted(queries(), users().size(), acrossTurns(), failures().size());
  }

  private interface Work {
    void with(Connection connection) throws SQLException;
  }
}
