package io.keyturn.testservers;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;

/**
 * Two Vaults on ports of the loopback that keep the same data, by Raft: one is active, the other
 * stands by. KV version 2 is mounted at {@code secret/}.
 *
 * <p>The standby asks the active one, unless the request says {@code X-Vault-No-Request-Forwarding:
 * true}: then it answers with status 307 and the address of the active one. Not thread-safe; to be
 * closed by the test that started it, and ended in any case when its JVM ends.
 *
 * @see <a href="https://developer.hashicorp.com/vault/docs/concepts/ha">Vault: high
 *     availability</a>
 */
public final class VaultPair implements AutoCloseable {
  private static final String AUTOPILOT = "sys/storage/raft/autopilot/configuration";
  private static final int ACTIVE = 200;
  private static final int STANDBY = 429; // what sys/health says

  private final Node first = new Node();
  private final Node second = new Node();
  private final String rootToken;

  private VaultPair() {
    first.start();
    second.start();
    String answer =
        first.api(
            "POST", "sys/init", Json.object(Map.of("secret_shares", 1, "secret_threshold", 1)));
    this.rootToken = Json.member("root_token", answer);
    String unseal = Json.object(Map.of("key", Json.member("keys", answer)));
    first.api("POST", "sys/unseal", unseal);
    first.await(ACTIVE);
    String leader = Json.object(Map.of("leader_api_addr", first.address().toString()));
    second.api("POST", "sys/storage/raft/join", leader);
    second.api("POST", "sys/unseal", unseal);
    second.await(STANDBY);
    api("POST", AUTOPILOT, "{\"server_stabilization_time\":\"1s\"}"); // 10 s otherwise
    mountKv2();
  }

  private void mountKv2() {
    api("POST", "sys/mounts/secret", "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}");
    first.await("secret/config", 200, "X-Vault-Token", rootToken); // a moment later
  }

  /** Starts two and returns once one is active and the other stands by. */
  public static VaultPair start() {
    return new VaultPair();
  }

  /** Returns the root token. */
  public String rootToken() {
    return rootToken;
  }

  /** Returns the address of the active one, without a path. */
  public URI active() {
    return activeNode().address();
  }

  /** Returns the address of the one that stands by, without a path. */
  public URI standby() {
    return other(activeNode()).address();
  }

  private Node activeNode() {
    return first.status() == ACTIVE ? first : second;
  }

  private Node other(Node node) {
    return node == first ? second : first;
  }

  /** Like {@link VaultServer#api(String, String, String)}, at the active one. */
  public String api(String method, String path, String json) {
    return activeNode().api(method, path, json, "X-Vault-Token", rootToken);
  }

  /** Makes the other one active, and returns once it is. */
  public void change() {
    Node before = activeNode();
    Startup.await(before.server, this::bothVote);
    before.api("PUT", "sys/step-down", "", "X-Vault-Token", rootToken);
    other(before).await(ACTIVE);
  }

  /** Only one that votes can become active, which a new one does not at once. */
  private boolean bothVote() {
    return api("GET", "sys/storage/raft/configuration", "").split("\"voter\":true", -1).length == 3;
  }

  /** Ends the active one, for good: the other one is alone and does not become active. */
  public void stopActive() {
    activeNode().server.stop();
  }

  @Override
  public void close() {
    first.server.stop();
    second.server.stop();
  }

  /** One of the two, over a folder for its data that no other had before. */
  private static final class Node {
    private static final Http HTTP = Http.plain();

    private final Server server = ServerFinder.find(recipe(UUID.randomUUID().toString()));

    private static Server.Recipe recipe(String data) {
      String configuration =
          """
          storage "raft" {
            path = "{folder}/%s"
            node_id = "%1$s"
            performance_multiplier = 1
            autopilot_reconcile_interval = "1s"
            autopilot_update_interval = "1s"
          }
          listener "tcp" {
            address = "{host}:{port}"
            cluster_address = "{host}:%2$d"
            tls_disable = true
          }
          api_addr = "http://{host}:{port}"
          cluster_addr = "https://{host}:%2$d"
          disable_mlock = true
          """
              .formatted(data, Ports.free());
      return VaultServer.recipe("server", configuration, Map.of(data + "/here", ""));
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.port());
    }

    void start() {
      Startup.start(server, () -> status() == 501); // not initialised
    }

    int status() {
      return status("sys/health");
    }

    private int status(String path, String... headers) {
      try {
        return HTTP.send("GET", v1(path), "", headers).statusCode();
      } catch (UncheckedIOException notRunning) {
        return 0;
      }
    }

    void await(int status) {
      await("sys/health", status);
    }

    void await(String path, int status, String... headers) {
      Startup.await(server, () -> status(path, headers) == status);
    }

    String api(String method, String path, String json, String... headers) {
      return HTTP.demand(method, v1(path), json, headers);
    }

    private URI v1(String path) {
      return address().resolve("/v1/" + path);
    }
  }
}
