package io.keyturn.provider.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers as it is told, and remembers what it was asked: for what no real Vault does on demand.
 */
final class FakeVault implements AutoCloseable {
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else 40 ms an answer, for the ACK
  }

  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What a token asked of itself. */
  final List<Asked> askedOfItself = new CopyOnWriteArrayList<>();

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(FakeVault::daemon);
  private final HttpServer server;

  FakeVault() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fake-vault");
    thread.setDaemon(true);
    return thread;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Of a store that asks for nothing but KV version 2. */
  ProviderSettings.Builder settings() {
    return Vaults.settings(address()).text(MountKeys.KV_VERSION, "2");
  }

  ProviderSettings.Builder tokenSettings() {
    return settings().secret(LoginKeys.TOKEN, Vaults.secret(LeakGuard.canary().text()));
  }

  SecretProvider withToken() {
    return Vaults.provider(tokenSettings());
  }

  /** As if it were new: a server takes a quarter of a second to end. */
  void forget() {
    asked.clear();
    scripts.clear();
  }

  /** What is done for requests of this path. */
  FakeVault on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  FakeVault on(String path, int status, String body) {
    return on(path, exchange -> reply(exchange, status, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** A login by AppRole gives this token. */
  FakeVault login(String token, long seconds) {
    return on(
        "/v1/auth/approle/login",
        200,
        "{\"auth\":{\"client_token\":\"" + token + "\",\"lease_duration\":" + seconds + "}}");
  }

  static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** KV version 2's answer with these members. */
  static String kv2(String data) {
    return "{\"lease_duration\":0,\"data\":{\"data\":"
        + data
        + ",\"metadata\":{\"created_time\":\"2026-11-24T04:20:13.123456789Z\",\"version\":7}}}";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      (path.endsWith("-self") ? askedOfItself : asked)
          .add(
              new Asked(
                  exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                  exchange.getProtocol(),
                  exchange.getRemoteAddress().getPort(),
                  Map.copyOf(exchange.getRequestHeaders()),
                  body));
      Script script = scripts.get(path);
      if (script == null) {
        reply(exchange, 404, "{\"errors\":[]}".getBytes(StandardCharsets.UTF_8));
      } else {
        script.run(exchange);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  interface Script {
    void run(HttpExchange exchange) throws IOException;
  }

  /**
   * A request.
   *
   * @param client the port that it came from, one for each connection
   */
  record Asked(
      String line, String protocol, int client, Map<String, List<String>> headers, String body) {
    /** The values of a header, named as {@code HttpServer} spells it. */
    List<String> header(String name) {
      return headers.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
      return line;
    }
  }
}
