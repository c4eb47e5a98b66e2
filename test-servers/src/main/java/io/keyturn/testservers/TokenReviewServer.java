package io.keyturn.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of Kubernetes as Vault asks: whether the token of a service account is good, by {@code
 * TokenReview}. It makes these tokens too.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/">Kubernetes:
 *     TokenReview</a>
 */
public final class TokenReviewServer implements AutoCloseable {
  /** The namespace of its service accounts. */
  public static final String NAMESPACE = "default";

  private final JwtIssuer issuer = JwtIssuer.create();
  private final Map<String, String> accounts = new ConcurrentHashMap<>();
  private final AtomicInteger reviews = new AtomicInteger();
  private final HttpServer server;

  private TokenReviewServer(HttpServer server) {
    this.server = server;
  }

  /** Starts one on a free port. */
  public static TokenReviewServer start() {
    try {
      InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      TokenReviewServer reviews = new TokenReviewServer(HttpServer.create(loopback, 0));
      reviews.server.createContext("/", reviews::answer);
      reviews.server.start();
      return reviews;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what {@code kubernetes_host} is to be. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns a token such as a projected volume holds, that is good until it is revoked. */
  public String token(String account) {
    String token =
        issuer.jwt(
            name(account),
            Duration.ofHours(1),
            Map.of(
                "kubernetes.io",
                Map.of(
                    "namespace",
                    NAMESPACE,
                    "serviceaccount",
                    Map.of("name", account, "uid", account))));
    accounts.put(token, account);
    return token;
  }

  private static String name(String account) {
    return "system:serviceaccount:" + NAMESPACE + ":" + account;
  }

  /** From now on this token is refused. */
  public void revoke(String token) {
    accounts.remove(token);
  }

  /** Returns how often it was asked. */
  public int reviews() {
    return reviews.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      reviews.incrementAndGet();
      byte[] answer = review(status(request)).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(201, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String review(Map<String, Object> status) {
    return Json.object(
        Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenReview", "status", status));
  }

  private Map<String, Object> status(String request) {
    String account = accounts.get(Json.member("token", request));
    return account == null
        ? Map.of("authenticated", false)
        : Map.of(
            "authenticated", true,
            "audiences", List.of(JwtIssuer.AUDIENCE),
            "user", Map.of("username", name(account), "uid", account));
  }

  /** Ends it: its address refuses connections. */
  @Override
  public void close() {
    server.stop(0);
  }
}
