package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

  @AutoClose private static PostgresServer postgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
  }

  @Test
  void is_a_postgresql_15_of_its_superuser() {
    assertThat(postgres.query("SHOW server_version")).containsExactly("15.14");
    assertThat(postgres.query("SELECT current_user")).containsExactly(postgres.superuser());
  }

  @Test
  void lets_a_user_in_with_the_right_password_only() throws SQLException {
    postgres.execute("CREATE ROLE reader LOGIN PASSWORD 'right'");

    try (Connection connection = postgres.connect("reader", "right");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("reader");
    }
    assertThatThrownBy(() -> postgres.connect("reader", "wrong"))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void starts_again_on_the_same_port_with_its_data_and_without_its_connections() throws Exception {
    postgres.execute("CREATE TABLE kept(name text); INSERT INTO kept VALUES ('kept')");
    int port = postgres.port();

    try (Connection old = postgres.connect()) {
      postgres.stop();
      assertThatThrownBy(() -> postgres.connect("reader", "any"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
      postgres.restart();

      assertThat(old.isValid(5)).isFalse();
    }
    assertThat(postgres.port()).isEqualTo(port);
    assertThat(postgres.query("SELECT name FROM kept")).containsExactly("kept");
  }

  @Test
  void leaves_no_data_when_it_is_closed() {
    PostgresServer other = PostgresServer.start();
    assertThat(other.data()).isDirectory();

    other.close();

    assertThat(other.data()).doesNotExist();
  }
}
