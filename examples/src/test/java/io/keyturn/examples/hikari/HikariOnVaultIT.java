package io.keyturn.examples.hikari;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.Subscription;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.PostgresServer;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultDatabase;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The pool over users that a real Vault makes in a real PostgreSQL; it prints what it counts. */
@Timeout(180)
class HikariOnVaultIT {
  private static final Duration DRAIN = Duration.ofSeconds(3);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Of a pool, as HikariCP has it by default. */
  private static final int CONNECTIONS = 10;

  private static final List<String> REVOCATION =
      List.of(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}'",
          "DROP ROLE IF EXISTS \"{{name}}\"");

  @AutoClose private static PostgresServer postgres;
  @AutoClose private static VaultServer vault;
  private static VaultDatabase database;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    vault = VaultServer.start();
    database = vault.database(postgres);
  }

  /** Reads a role with a token, and turns while the lease has no more than the drain left. */
  private static Secrets secrets(String path, Map<String, String> login) {
    return Secrets.builder()
        .properties(
            Map.of(
                "keyturn.store", "vault",
                "keyturn.stores.vault.address", vault.address().toString(),
                "keyturn.stores.vault.locations.DB_USERNAME", path + "#username",
                "keyturn.stores.vault.locations.DB_PASSWORD", path + "#password",
                "keyturn.rotation.drain", DRAIN.toSeconds() + "s"))
        .properties(login)
        .require(DatabaseUser.class)
        .build();
  }

  private static Map<String, String> rootToken() {
    return Map.of("keyturn.stores.vault.token", vault.rootToken());
  }

  private static PGSimpleDataSource driver() {
    String url = postgres.url();
    // region driver
    PGSimpleDataSource driver = new PGSimpleDataSource();
    driver.setUrl(url); // jdbc:postgresql://db:5432/shop
    // endregion
    return driver;
  }

  /** Waits for turn after turn. */
  private static void awaitTurns(Rotating<DatabaseUser> user, BooleanSupplier enough)
      throws InterruptedException {
    while (!enough.getAsBoolean()) {
      CountDownLatch turned = new CountDownLatch(1);
      Subscription listening = user.onRotation(turn -> turned.countDown());
      turned.await();
      listening.close();
    }
  }

  @Test
  void no_query_fails_while_the_user_turns_again_and_again() throws Exception {
    String path = database.role("short", Duration.ofSeconds(8), Duration.ofSeconds(9));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (TurningPool pool = TurningPool.open(user, driver())) {
        QueryingThreads threads = new QueryingThreads(pool.dataSource(), user);
        awaitTurns(user, () -> threads.users().size() > 6 && threads.acrossTurns() > 0);
        threads.end();
        System.out.println("Six lives of a user: " + threads);

        assertThat(threads.failures()).isEmpty();
        assertThat(threads.queries()).isGreaterThanOrEqualTo(1_000);
        assertThat(threads.users()).hasSizeGreaterThanOrEqualTo(6);
      }
    }
  }

  @Test
  void without_eviction_queries_fail() throws Exception {
    String path = database.role("kept", Duration.ofSeconds(8), Duration.ofSeconds(9));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (HikariDataSource pool = new HikariDataSource(TurningPool.config(user, driver()))) {
        QueryingThreads threads = new QueryingThreads(pool, user);
        String first = user.get().name().exposeString();
        awaitTurns(user, () -> !threads.failures().isEmpty());
        threads.end();
        System.out.println("Without eviction: " + threads);

        assertThat(database.alive(path)).doesNotContain(first);
        assertThat(threads.failures())
            .allSatisfy(failure -> assertThat(failure).hasMessageContaining("role"));
      }
    }
  }

  @Test
  void leases_that_end_with_their_token_turn_in_time(@TempDir Path folder) throws Exception {
    String path = database.role("long", Duration.ofHours(1), Duration.ofHours(1));
    Path audit = folder.resolve("audit");
    vault.api(
        "PUT",
        "sys/audit/file",
        "{\"type\":\"file\",\"options\":{\"file_path\":\"" + audit + "\",\"mode\":\"0666\"}}");
    vault.policy("users", "path \"" + path + "\" { capabilities = [\"read\"] }");
    VaultServer.AppRole role =
        vault
            .logins()
            .appRole(
                "users",
                TokenTerms.of("users").ttl(Duration.ofSeconds(20)).maxTtl(Duration.ofSeconds(20)));
    Map<String, String> login =
        Map.of(
            "keyturn.stores.vault.role-id", role.roleId(),
            "keyturn.stores.vault.secret-id", LeakGuard.guard(role.secretId()).text());
    try (Secrets secrets = secrets(path, login)) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (TurningPool pool = TurningPool.open(user, driver())) {
        QueryingThreads threads = new QueryingThreads(pool.dataSource(), user);
        awaitTurns(user, () -> threads.users().size() > 3);
        threads.end();
        System.out.println("A token of 20 s: " + threads + ", " + logins(audit) + " logins");

        assertThat(threads.failures()).isEmpty();
        assertThat(logins(audit)).isGreaterThanOrEqualTo(3);
      }
    } finally {
      vault.api("DELETE", "sys/audit/file");
    }
  }

  private static long logins(Path audit) throws IOException {
    try (var lines = Files.lines(audit)) {
      return lines
          .filter(line -> line.contains("\"type\":\"response\""))
          .filter(line -> line.contains("\"path\":\"auth/approle/login\""))
          .count();
    }
  }

  @Test
  void a_user_who_was_revoked_is_replaced_at_the_first_connection_that_is_refused()
      throws SQLException {
    String path = database.role("revoked", Duration.ofHours(1), Duration.ofHours(1));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (TurningPool pool = TurningPool.open(user, driver())) {
        DatabaseUser before = user.get();
        revoke(path, before);
        evict(pool);

        assertThat(use(pool, user)).isNotSameAs(before);
        assertThat(database.made(path)).hasSize(2).containsAll(database.alive(path));
      }
    }
  }

  /** Vault's own statements drop the user, and leave its sessions open. */
  @Test
  void each_connection_fails_once_where_its_user_is_revoked() throws Exception {
    assertThat(failuresAfterRevocation(database.role("dropped", HOUR, HOUR)))
        .isLessThanOrEqualTo(CONNECTIONS);
  }

  /**
   * HikariCP does not check a connection that was in use half a second before. One more may be made
   * between the end of the sessions and that of the user.
   */
  @Test
  void each_connection_fails_once_where_revocation_ends_the_sessions() throws Exception {
    String path = database.role("ended", HOUR, HOUR, REVOCATION);

    assertThat(failuresAfterRevocation(path)).isLessThanOrEqualTo(2 * CONNECTIONS);
  }

  private static int failuresAfterRevocation(String path) throws Exception {
    CountDownLatch turned = new CountDownLatch(1);
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      user.onRotation(turn -> turned.countDown());
      try (TurningPool pool = TurningPool.open(user, driver())) {
        fill(pool);
        QueryingThreads threads = new QueryingThreads(pool.dataSource(), user);
        threads.await(user.get());
        long revoked = System.nanoTime();
        revoke(path, user.get());
        turned.await();
        long millis = Duration.ofNanos(System.nanoTime() - revoked).toMillis();
        threads.await(user.get());
        threads.end();
        System.out.println("Revoked, turned after " + millis + " ms: " + threads);
        return threads.failures().size();
      }
    }
  }

  /** No connection is to be made any more, at which the user would be refused. */
  private static void fill(TurningPool pool) throws SQLException {
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      all.add(pool.dataSource().getConnection());
    }
    for (Connection connection : all) {
      connection.close();
    }
  }

  /** Polls, restarts of the pool and turns of nothing make none. */
  @Test
  void a_pool_that_is_opened_again_makes_no_user() {
    String path = database.role("reopened", Duration.ofHours(1), Duration.ofHours(1));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      for (int i = 0; i < 3; i++) {
        TurningPool.open(user, driver()).close();
      }

      assertThat(database.made(path)).isEqualTo(List.of(user.get().name().exposeString()));
    }
  }

  /** Of each of three users, of whom one turns and one is refused. */
  @Test
  void no_logger_at_any_level_tells_a_password_or_a_token() throws SQLException {
    LeakGuard.guard(vault.rootToken());
    String path = database.role("logged", Duration.ofHours(1), Duration.ofHours(1));
    List<DatabaseUser> users = new ArrayList<>();
    Loud loud = new Loud();
    try (loud;
        Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (TurningPool pool = TurningPool.open(user, driver())) {
        users.add(use(pool, user));
        secrets.refresh("DB_PASSWORD");
        users.add(use(pool, user));
        revoke(path, users.get(1));
        evict(pool);
        users.add(use(pool, user));
      }
    }

    users.forEach(user -> LeakGuard.guard(user.password().exposeString()));
    LeakGuard.check(loud.text());
    List<String> names = users.stream().map(user -> user.name().exposeString()).toList();
    assertThat(database.made(path)).isEqualTo(names);
    assertThat(loud.tellersOf(names))
        .containsExactly(
            "com.zaxxer.hikari.pool.HikariPool DEBUG",
            "com.zaxxer.hikari.pool.PoolBase DEBUG",
            "org.postgresql.Driver FINE",
            "org.postgresql.core.v3.ConnectionFactoryImpl FINEST",
            "org.postgresql.core.v3.QueryExecutorImpl FINEST",
            "org.postgresql.ds.common.BaseDataSource FINE");
    assertThat(loud.tellersOf(List.of("SASLResponse")))
        .containsExactly("org.postgresql.core.v3.ScramAuthenticator FINEST");
  }

  private static DatabaseUser use(TurningPool pool, Rotating<DatabaseUser> user)
      throws SQLException {
    try (Connection connection = pool.dataSource().getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
    return user.get();
  }

  private static void evict(TurningPool pool) throws SQLException {
    pool.dataSource().unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
  }

  /** As an operator does, of whom nobody here hears; the pool may have another user already. */
  private static void revoke(String path, DatabaseUser user) {
    vault.api("PUT", "sys/leases/revoke-prefix/" + path, "{\"sync\":true}");
    assertThat(database.alive(path)).doesNotContain(user.name().exposeString());
  }
}
