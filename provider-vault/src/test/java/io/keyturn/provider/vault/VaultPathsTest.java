package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultDatabase;
import io.keyturn.testservers.VaultServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Paths of engines other than KV, in a real Vault. */
class VaultPathsTest {
  private final VaultServer vault = Vaults.shared();
  private final String name = Vaults.path();

  /** Of a token that may read this path and nothing else. */
  private SecretProvider reading(String path) {
    vault.policy(name, Vaults.rule(path, "read"));
    String token = vault.token(TokenTerms.of(name).withoutDefaultPolicy());
    LeakGuard.guard(token);
    return Vaults.withToken(vault.address(), token);
  }

  private static String text(SecretBundle bundle, String field) {
    return bundle.secret(Vaults.location("a/b#" + field), "").exposeString();
  }

  private static boolean canLogIn(SecretBundle bundle) throws SQLException {
    String password = text(bundle, "password");
    LeakGuard.guard(password);
    try (Connection connection =
        Databases.shared().postgres().connect(text(bundle, "username"), password)) {
      return connection.isValid(5);
    }
  }

  @Test
  @Witness(value = Row.ANY_PATH, kind = Witness.Kind.REAL)
  void a_cubbyhole_is_read() {
    String value = LeakGuard.canary().text();
    vault.api("POST", "cubbyhole/" + name, "{\"api_key\":\"" + value + "\",\"ttl\":\"1m\"}");
    try (SecretProvider provider = Vaults.asRoot()) {
      SecretBundle bundle = provider.fetch(Vaults.location("cubbyhole/" + name));

      assertThat(text(bundle, "api_key").equals(value)).isTrue();
      assertThat(bundle.fields()).containsExactly("api_key", "ttl");
      assertThat(bundle.version()).isEmpty();
      assertThatThrownBy(() -> provider.fetch(Vaults.location("cubbyhole/none" + name)))
          .isInstanceOf(SecretNotFoundException.class);
    }
  }

  @Test
  void what_vault_says_of_the_token_is_read() {
    try (SecretProvider provider = reading("auth/token/lookup-self")) {
      assertThat(provider.fetch(Vaults.location("auth/token/lookup-self")).fields())
          .contains("policies", "ttl");
    }
  }

  @Test
  @Witness(value = Row.ANY_PATH, kind = Witness.Kind.REAL)
  void a_user_of_a_database_is_read_and_can_log_in() throws SQLException {
    String path = Databases.shared().role(name, Duration.ofMinutes(1), Duration.ofMinutes(2));
    try (SecretProvider provider = reading(path)) {
      SecretBundle bundle = provider.fetch(Vaults.location(path));

      assertThat(bundle.fields()).containsExactly("password", "username");
      assertThat(canLogIn(bundle)).isTrue();
      assertThat(Databases.shared().made(path)).containsExactly(text(bundle, "username"));
    }
  }

  @Test
  @Witness(value = Row.STATIC_ROLE, kind = Witness.Kind.REAL)
  void a_static_role_turns_when_its_password_does_and_not_before() throws SQLException {
    VaultDatabase database = Databases.shared();
    SecretLocation place = Vaults.location(database.staticRole(name, Duration.ofHours(1)));
    try (SecretProvider provider = reading(place.path())) {
      SecretBundle first = provider.fetch(place);
      assertThat(canLogIn(first)).isTrue();
      assertThat(first.lookAgainIn().orElseThrow())
          .isBetween(Duration.ofMinutes(55), Duration.ofSeconds(3601));
      String version = first.version().orElseThrow();
      assertThat(provider.fetchIfChanged(place, version)).isInstanceOf(Outcome.Unchanged.class);

      database.rotate(name);

      Outcome.Fetched next = (Outcome.Fetched) provider.fetchIfChanged(place, version);
      assertThat(canLogIn(next.bundle())).isTrue();
      assertThatThrownBy(() -> canLogIn(first)).isInstanceOf(SQLException.class);
    }
  }

  /** By engines that say so without asking anybody else. */
  @Test
  void a_role_that_no_engine_knows_is_not_found() {
    Map<String, String> paths =
        Map.of(
            "aws", "creds/x",
            "consul", "creds/x",
            "database", "creds/x",
            "gcp", "roleset/x/token",
            "ldap", "static-cred/x",
            "nomad", "creds/x",
            "rabbitmq", "creds/x",
            "totp", "code/x");
    try (SecretProvider provider = Vaults.asRoot()) {
      paths.forEach(
          (engine, path) -> {
            String mount = name + "/" + engine;
            vault.api("POST", "sys/mounts/" + mount, "{\"type\":\"" + engine + "\"}");
            assertThatThrownBy(() -> provider.fetch(Vaults.location(mount + "/" + path)))
                .as(engine)
                .isInstanceOf(SecretNotFoundException.class)
                .hasMessageContaining("the engine knows no such role or key");
          });
    }
  }
}
