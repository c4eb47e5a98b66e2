package io.keyturn.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Vault's agent on a port of the loopback, before a Vault that speaks HTTP: logged in by AppRole,
 * it passes requests on, and its token is in a file.
 *
 * <p>Not thread-safe; to be closed by the test that started it, and ended in any case when its JVM
 * ends.
 *
 * @see <a href="https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent">Vault Agent</a>
 */
public final class VaultAgent implements AutoCloseable {
  private static final String TOKEN = "token";

  private final Server server;
  private final boolean sink;

  private VaultAgent(Server.Recipe recipe, boolean sink) {
    this.server = ServerFinder.find(recipe);
    this.sink = sink;
  }

  /**
   * Starts one with a configuration in HCL, in which {@code {host}:{port}} stands for where it
   * listens; it has to give its own token to requests, and returns once that is there.
   */
  public static VaultAgent start(String configuration) {
    VaultAgent agent = new VaultAgent(VaultServer.recipe("agent", configuration, Map.of()), false);
    agent.restart();
    return agent;
  }

  /** An agent of this Vault that logs in with this role, not started yet. */
  public static Builder of(VaultServer vault, VaultServer.AppRole role) {
    vault.mustReachThisMachine();
    return new Builder(vault, role);
  }

  /** Returns its address, without a path. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Returns the file of its token, which it writes anew at each login. */
  public Path tokenFile() {
    return server.file(TOKEN);
  }

  /** Ends it: connections to its address are refused. Nothing happens if it has ended. */
  public void stop() {
    server.stop();
  }

  /** Starts it again on the same port, ended or not, with an empty cache and another token. */
  public void restart() {
    server.stop();
    try {
      Files.deleteIfExists(tokenFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Http http = Http.plain();
    Startup.start(
        server,
        sink
            ? () -> Files.exists(tokenFile()) && answers(http, "/v1/sys/health")
            : () -> answers(http, "/v1/auth/token/lookup-self"));
  }

  private boolean answers(Http http, String path) {
    try {
      URI asked = address().resolve(path);
      return http.send("GET", asked, "", "X-Vault-Request", "true").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Says how an agent is to be. */
  public static final class Builder {
    private final VaultServer vault;
    private final VaultServer.AppRole role;
    private String cache = "";
    private boolean ownToken;
    private boolean header;

    private Builder(VaultServer vault, VaultServer.AppRole role) {
      this.vault = vault;
      this.role = role;
    }

    /** It gives its own token to requests that have none. */
    public Builder ownToken() {
      ownToken = true;
      return this;
    }

    /** It keeps leases, and the tokens of logins that went through it. */
    public Builder cache() {
      cache = "cache {}";
      return this;
    }

    /** It refuses requests without the header {@code X-Vault-Request: true}. */
    public Builder requireRequestHeader() {
      header = true;
      return this;
    }

    /** Starts it on a free port and returns once it is logged in and answers. */
    public VaultAgent start() {
      Map<String, String> files = Map.of("role-id", role.roleId(), "secret-id", role.secretId());
      Server.Recipe recipe = VaultServer.recipe("agent", configuration(), files);
      VaultAgent agent = new VaultAgent(recipe, true);
      agent.restart();
      return agent;
    }

    private String configuration() {
      return """
      vault {
        address = "%s"
      }
      auto_auth {
        method "approle" {
          config = {
            role_id_file_path = "{folder}/role-id"
            secret_id_file_path = "{folder}/secret-id"
            remove_secret_id_file_after_reading = false
          }
        }
        sink "file" {
          config = {
            path = "{folder}/%s"
          }
        }
      }
      api_proxy {
        use_auto_auth_token = %s
      }
      %s
      listener "tcp" {
        address = "{host}:{port}"
        tls_disable = true
        require_request_header = %s
      }
      """
          .formatted(vault.address(), TOKEN, ownToken, cache, header);
    }
  }
}
