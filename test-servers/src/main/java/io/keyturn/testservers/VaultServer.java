package io.keyturn.testservers;

import java.io.File;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A HashiCorp Vault in development mode on a port of the loopback, with KV version 2 mounted at
 * {@code secret/}.
 *
 * <p>Everything is kept in memory: a restart forgets it, except the root token. Not thread-safe; to
 * be closed by the test that started it, and ended in any case when its JVM ends.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs">Vault's HTTP API</a>
 */
public final class VaultServer implements AutoCloseable {

  private static final String TOKEN = "X-Vault-Token";
  private static final String UNSEAL_KEY = "Unseal Key: ";
  private static final String ROOT_TOKEN = "Root Token: "; // the next line
  private static final String CONFIGURATION = "configuration.hcl";
  private static final String AUTHORITY = "vault-ca.pem"; // the name that -dev-tls gives it

  private final String rootToken;
  private final boolean tls;
  private final Server server;
  private Http http = Http.plain();

  private VaultServer(boolean tls) {
    this.rootToken = UUID.randomUUID().toString();
    this.tls = tls;
    this.server = ServerFinder.find(recipe(rootToken, tls));
  }

  /** The token goes by the environment, where {@code ps} does not show it. */
  private static Server.Recipe recipe(String rootToken, boolean tls) {
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "-dev", "-dev-no-store-token", "-dev-listen-address={host}:{port}"));
    if (tls) {
      arguments.addAll(List.of("-dev-tls", "-dev-tls-cert-dir={folder}"));
    }
    return recipe(
        Optional.of("hashicorp/vault"),
        arguments,
        Map.of("VAULT_DEV_ROOT_TOKEN_ID", rootToken),
        Map.of());
  }

  private static Server.Recipe recipe(
      Optional<String> image,
      List<String> arguments,
      Map<String, String> environment,
      Map<String, String> files) {
    return new Server.Recipe(
        "vault", "1.13.0", List.of("vault"), image, arguments, environment, files);
  }

  /** What the same program is with a configuration; not in a container, which reaches no other. */
  static Server.Recipe recipe(String command, String configuration, Map<String, String> files) {
    Map<String, String> all = new HashMap<>(files);
    all.put(CONFIGURATION, configuration);
    List<String> arguments = List.of(command, "-config={folder}/" + CONFIGURATION);
    return recipe(Optional.empty(), arguments, Map.of(), all);
  }

  /** Starts a Vault that speaks HTTP on a free port and returns once it answers. */
  public static VaultServer start() {
    return started(false);
  }

  /** Starts a Vault that speaks HTTPS on a free port and returns once it answers. */
  public static VaultServer startTls() {
    return started(true);
  }

  private static VaultServer started(boolean tls) {
    VaultServer vault = new VaultServer(tls);
    vault.restart();
    return vault;
  }

  /** Returns what {@code VAULT_ADDR} is to be, without a path. */
  public URI address() {
    return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + server.port());
  }

  /** Returns the root token: random, and of no other server. It is a secret like any other. */
  public String rootToken() {
    return rootToken;
  }

  /**
   * Returns the file of the certificate authority to trust, in PEM. Another one after each restart.
   *
   * @throws IllegalStateException if this Vault speaks HTTP
   */
  public Path caCertificate() {
    if (!tls) {
      throw new IllegalStateException("This Vault speaks HTTP and has no certificate");
    }
    return server.file(AUTHORITY);
  }

  /**
   * Sends a request as root and returns the body of the answer.
   *
   * @param path below {@code /v1/}, such as {@code secret/data/mailjet}
   * @throws IllegalStateException if the status is 300 or more; it names the path and the status
   */
  public String api(String method, String path, String json) {
    return http.demand(method, v1(path), json, TOKEN, rootToken);
  }

  /** Like {@link #api(String, String, String)}, without a body. */
  public String api(String method, String path) {
    return api(method, path, "");
  }

  private URI v1(String path) {
    return address().resolve("/v1/" + path);
  }

  /**
   * Like {@link #api(String, String, String)}, except that Vault keeps its answer and returns a
   * wrapping token, which can be changed for it once.
   *
   * @param ttl how long it can be; whole seconds
   */
  public String wrap(String method, String path, String json, Duration ttl) {
    String seconds = Long.toString(ttl.toSeconds());
    return Json.member(
        "token",
        http.demand(method, v1(path), json, TOKEN, rootToken, "X-Vault-Wrap-TTL", seconds));
  }

  /** Returns the variables with which a shell runs Vault's own command line here, as root. */
  public Map<String, String> shell() {
    mustReachThisMachine();
    return Map.of(
        "PATH",
        server.home() + File.pathSeparator + System.getenv("PATH"),
        "VAULT_ADDR",
        address().toString(),
        "VAULT_TOKEN",
        rootToken);
  }

  /** Mounts a KV version 1 engine at a path. */
  public void mountKv1(String path) {
    api("POST", "sys/mounts/" + path, "{\"type\":\"kv\",\"options\":{\"version\":\"1\"}}");
  }

  /** Writes a policy, in Vault's own language (HCL). */
  public void policy(String name, String rules) {
    api("PUT", "sys/policies/acl/" + name, Json.object(Map.of("policy", rules)));
  }

  /** Makes a token, a child of the root token. */
  public String token(TokenTerms terms) {
    return Json.member("client_token", api("POST", "auth/token/create", terms.ofToken()));
  }

  /** Returns what makes logins possible. */
  public VaultLogins logins() {
    return new VaultLogins(this, Optional.empty());
  }

  /** Makes a role with one policy, and a secret id for it. */
  public AppRole appRole(String name, String policy) {
    return logins().appRole(name, TokenTerms.of(policy));
  }

  /** Mounts a database engine at {@code database/} over a PostgreSQL. */
  public VaultDatabase database(PostgresServer postgres) {
    return database("database", postgres);
  }

  /** Mounts a database engine at a path over a PostgreSQL. */
  public VaultDatabase database(String mount, PostgresServer postgres) {
    mustReachThisMachine();
    return VaultDatabase.mounted(this, mount, postgres);
  }

  /** Makes a certificate authority. */
  public VaultAuthority authority() {
    return VaultAuthority.mounted(this, "pki-" + UUID.randomUUID());
  }

  /** Skips or fails the test if Vault runs where it reaches no other server of this machine. */
  void mustReachThisMachine() {
    ServerFinder.mustReachThisMachine(server);
  }

  /**
   * Limits the requests to a path: those beyond are answered with status 429.
   *
   * @param name of the quota; the same name changes it
   * @param path of a mount, such as {@code secret/}, or below one
   * @param requests how many in 10 s, at least 1
   */
  public void quota(String name, String path, int requests) {
    api(
        "POST",
        "sys/quotas/rate-limit/" + name,
        Json.object(Map.of("path", path, "rate", requests, "interval", "10s")));
  }

  /** Takes a quota away. */
  public void liftQuota(String name) {
    api("DELETE", "sys/quotas/rate-limit/" + name);
  }

  /** Seals Vault: every request for a secret is answered with status 503. */
  public void seal() {
    api("PUT", "sys/seal");
  }

  /** Unseals Vault and returns once it answers again; its data is as it was. */
  public void unseal() {
    http.demand("PUT", v1("sys/unseal"), Json.object(Map.of("key", unsealKey())));
    Startup.await(server, this::answers);
  }

  private String unsealKey() {
    Startup.await(server, () -> server.output().contains(ROOT_TOKEN)); // may come after it answers
    String output = server.output();
    int start = output.indexOf(UNSEAL_KEY) + UNSEAL_KEY.length();
    return output.substring(start, output.indexOf('\n', start));
  }

  /** Ends Vault: connections to its address are refused. Nothing happens if it has ended. */
  public void stop() {
    server.stop();
  }

  /** Starts Vault again on the same port, ended or not, with the same root token and no data. */
  public void restart() {
    server.stop();
    Startup.start(server, this::answersAnew);
  }

  private boolean answersAnew() {
    try {
      http = tls ? Http.trusting(server.file(AUTHORITY)) : Http.plain();
      return answers();
    } catch (UncheckedIOException notWrittenYet) {
      return false;
    }
  }

  /** True once KV is ready, which is a moment later than the health check says. */
  private boolean answers() {
    try {
      HttpResponse<String> answer = http.send("GET", v1("secret/config"), "", TOKEN, rootToken);
      return answer.statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** What an application logs in with; a class, since a record would print it. */
  public static final class AppRole {

    private final String roleId;
    private final String secretId;

    AppRole(String roleId, String secretId) {
      this.roleId = roleId;
      this.secretId = secretId;
    }

    /** Returns the role id. */
    public String roleId() {
      return roleId;
    }

    /** Returns the secret id. */
    public String secretId() {
      return secretId;
    }
  }
}
