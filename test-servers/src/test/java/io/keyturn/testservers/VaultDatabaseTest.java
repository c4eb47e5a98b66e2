package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VaultDatabaseTest {
  @AutoClose private static PostgresServer postgres;
  @AutoClose private static VaultServer vault;
  private static VaultDatabase database;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    vault = VaultServer.start();
    database = vault.database(postgres);
  }

  @Test
  void each_read_of_a_role_makes_a_user_until_its_lease_is_revoked() throws SQLException {
    String path = database.role("app", Duration.ofSeconds(30), Duration.ofSeconds(60));
    String first = vault.api("GET", path);
    String second = vault.api("GET", path);

    assertThat(first).contains("\"lease_duration\":30").contains("\"renewable\":true");
    assertThat(database.made(path)).containsExactly(user(first), user(second));
    assertThat(canLogIn(first)).isTrue();

    revoke(first);

    assertThat(database.made(path)).hasSize(2);
    assertThat(database.alive(path)).containsExactly(user(second));
    assertThatThrownBy(() -> canLogIn(first)).isInstanceOf(SQLException.class);
  }

  @Test
  void a_static_role_has_one_user_whose_password_changes() throws SQLException {
    String path = database.staticRole("batch", Duration.ofHours(1));
    String before = vault.api("GET", path);
    assertThat(user(before)).isEqualTo("batch");
    assertThat(canLogIn(before)).isTrue();

    database.rotate("batch");

    assertThatThrownBy(() -> canLogIn(before)).isInstanceOf(SQLException.class);
    assertThat(canLogIn(vault.api("GET", path))).isTrue();
  }

  private static void revoke(String answer) {
    String lease = Json.object(Map.of("lease_id", Json.member("lease_id", answer), "sync", true));
    vault.api("POST", "sys/leases/revoke", lease);
  }

  private static String user(String answer) {
    return Json.member("username", answer);
  }

  private static boolean canLogIn(String answer) throws SQLException {
    try (Connection connection =
        database.postgres().connect(user(answer), Json.member("password", answer))) {
      return connection.isValid(5);
    }
  }
}
