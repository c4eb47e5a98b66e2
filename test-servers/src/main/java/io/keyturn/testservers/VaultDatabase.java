package io.keyturn.testservers;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Vault's database engine over a PostgreSQL, which counts the users that Vault has made.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/databases">Vault: databases
 *     (API)</a>
 */
public final class VaultDatabase {
  private static final String CONNECTION = "postgres";

  private final VaultServer vault;
  private final String mount;
  private final PostgresServer postgres;

  private VaultDatabase(VaultServer vault, String mount, PostgresServer postgres) {
    this.vault = vault;
    this.mount = mount;
    this.postgres = postgres;
  }

  static VaultDatabase mounted(VaultServer vault, String mount, PostgresServer postgres) {
    postgres.execute("CREATE TABLE IF NOT EXISTS made (path text, name text)");
    vault.api("POST", "sys/mounts/" + mount, "{\"type\":\"database\"}");
    vault.api(
        "POST",
        mount + "/config/" + CONNECTION,
        Json.object(
            Map.of(
                "plugin_name", "postgresql-database-plugin",
                "allowed_roles", "*",
                "connection_url", postgres.vaultUrl(),
                "username", postgres.superuser(),
                "password", postgres.password())));
    return new VaultDatabase(vault, mount, postgres);
  }

  /**
   * Makes a role, each read of which makes a user.
   *
   * @param ttl how long the lease lives at first, and by each renewal; whole seconds
   * @param maxTtl how long it lives at most
   * @return the path to read
   */
  public String role(String name, Duration ttl, Duration maxTtl) {
    return role(name, ttl, maxTtl, List.of());
  }

  /**
   * Like {@link #role(String, Duration, Duration)}.
   *
   * @param revocation the statements that end a user; Vault's own where there are none
   */
  public String role(String name, Duration ttl, Duration maxTtl, List<String> revocation) {
    String path = mount + "/creds/" + name;
    vault.api(
        "POST",
        mount + "/roles/" + name,
        Json.object(
            Map.of(
                "db_name", CONNECTION,
                "default_ttl", ttl.toSeconds(),
                "max_ttl", maxTtl.toSeconds(),
                "revocation_statements", revocation,
                "creation_statements",
                    List.of(
                        "CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"
                            + " VALID UNTIL '{{expiration}}'",
                        "INSERT INTO made VALUES ('" + path + "', '{{name}}')"))));
    return path;
  }

  /**
   * Makes a user of PostgreSQL, and a role by which Vault changes its password.
   *
   * @param name of both
   * @param rotation how often Vault changes the password; at least 5 s
   * @return the path to read
   */
  public String staticRole(String name, Duration rotation) {
    postgres.execute("CREATE ROLE \"" + name + "\" LOGIN");
    vault.api(
        "POST",
        mount + "/static-roles/" + name,
        Json.object(
            Map.of(
                "db_name", CONNECTION,
                "username", name,
                "rotation_period", rotation.toSeconds())));
    return mount + "/static-creds/" + name;
  }

  /** Gives the user of a static role another password at once. */
  public void rotate(String name) {
    vault.api("POST", mount + "/rotate-role/" + name);
  }

  /** Returns the users that reading the path of a role has made, whether they are still there. */
  public List<String> made(String path) {
    return postgres.query("SELECT name FROM made WHERE path = '" + path + "'");
  }

  /** Returns those of {@link #made} that are still there. */
  public List<String> alive(String path) {
    return postgres.query(
        "SELECT name FROM made JOIN pg_roles ON rolname = name WHERE path = '" + path + "'");
  }

  /** Returns the PostgreSQL. */
  public PostgresServer postgres() {
    return postgres;
  }
}
