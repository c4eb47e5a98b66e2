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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The pool over users that a real Vault makes in a real PostgreSQL. */
@Timeout(180)
class HikariOnVaultIT {
  private static final Duration DRAIN = Duration.ofSeconds(3);

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
    PGSimpleDataSource driver = new PGSimpleDataSource();
    driver.setUrl(postgres.url());
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
  void no_query_fails_while_the_user_turns_again_and_again(TestReporter reporter) throws Exception {
    String path = database.role("short", Duration.ofSeconds(4), Duration.ofSeconds(9));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (TurningPool pool = TurningPool.open(user, driver())) {
        QueryingThreads threads = new QueryingThreads(pool.dataSource(), user);
        awaitTurns(user, () -> threads.users().size() > 6 && threads.acrossTurns() > 0);
        threads.end();
        reporter.publishEntry(threads.toString());

        assertThat(threads.failures()).isEmpty();
        assertThat(threads.queries()).isGreaterThanOrEqualTo(1_000);
        assertThat(threads.users()).hasSizeGreaterThanOrEqualTo(6);
      }
    }
  }

  @Test
  void without_eviction_queries_fail(TestReporter reporter) throws Exception {
    String path = database.role("kept", Duration.ofSeconds(4), Duration.ofSeconds(9));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (HikariDataSource pool = new HikariDataSource(TurningPool.config(user, driver()))) {
        QueryingThreads threads = new QueryingThreads(pool, user);
        String first = user.get().name().exposeString();
        awaitTurns(user, () -> !threads.failures().isEmpty());
        threads.end();
        reporter.publishEntry(threads.toString());

        assertThat(database.alive(path)).doesNotContain(first);
        assertThat(threads.failures())
            .allSatisfy(failure -> assertThat(failure).hasMessageContaining("role"));
      }
    }
  }

  @Test
  void leases_that_end_with_their_token_turn_in_time(@TempDir Path folder, TestReporter reporter)
      throws Exception {
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
        reporter.publishEntry(threads + ", logins " + logins(audit));

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

  /** By an operator, whom nobody here hears of. */
  @Test
  void a_user_who_was_revoked_is_replaced_at_the_first_connection_that_is_refused()
      throws SQLException {
    String path = database.role("revoked", Duration.ofHours(1), Duration.ofHours(1));
    try (Secrets secrets = secrets(path, rootToken())) {
      Rotating<DatabaseUser> user = secrets.rotating(DatabaseUser.class);
      try (TurningPool pool = TurningPool.open(user, driver())) {
        DatabaseUser before = user.get();
        vault.api("PUT", "sys/leases/revoke-prefix/" + path);
        assertThat(database.alive(path)).isEmpty();
        pool.dataSource()
            .unwrap(HikariDataSource.class)
            .getHikariPoolMXBean()
            .softEvictConnections();

        try (Connection connection = pool.dataSource().getConnection()) {
          assertThat(connection.isValid(1)).isTrue();
        }

        assertThat(user.get()).isNotSameAs(before);
        assertThat(database.made(path)).hasSize(2).containsAll(database.alive(path));
      }
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
}
