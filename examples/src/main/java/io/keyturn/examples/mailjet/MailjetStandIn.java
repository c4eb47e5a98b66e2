package io.keyturn.examples.mailjet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays Mailjet's Send API v3.1 on a port of the loopback: it knows which pairs of keys are active,
 * answers as Mailjet does, counts, and sends nothing. Thread-safe.
 *
 * @see <a href="https://dev.mailjet.com/email/guides/send-api-v31/">Mailjet: Send API v3.1</a>
 */
final class MailjetStandIn implements AutoCloseable {
  private final HttpServer server;
  private final Accounts accounts;
  private final Map<String, AtomicInteger> sends = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();

  private MailjetStandIn(HttpServer server, Accounts accounts) {
    this.server = server;
    this.accounts = accounts;
    server.createContext("/v3.1/send", this::answer);
    server.start();
  }

  /** Starts one that knows no pair until it is {@linkplain #activate activated}. */
  static MailjetStandIn start() {
    return start(new Accounts(false));
  }

  /** Starts one that makes the acquaintance of pairs as they come; see {@link Accounts}. */
  static MailjetStandIn startLearning() {
    return start(new Accounts(true));
  }

  private static MailjetStandIn start(Accounts accounts) {
    try {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new MailjetStandIn(HttpServer.create(anyPort, 0), accounts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code MAILJET_BASE_URL} is to be. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on this pair is taken. */
  void activate(String key, String secret) {
    accounts.activate(key, secret);
  }

  /** From now on this key is answered with 401, as one that was never there. */
  void deactivate(String key) {
    accounts.deactivate(key);
  }

  /** How many messages were sent with this key; those in sandbox mode do not count. */
  int sends(String key) {
    return Optional.ofNullable(sends.get(key)).map(AtomicInteger::get).orElse(0);
  }

  /** How many requests were answered with 401. */
  int refused() {
    return refused.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      SendAnswer answer = answerTo(exchange);
      byte[] bytes = answer.body().toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private SendAnswer answerTo(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    String[] pair = basic(exchange);
    if (pair.length != 2 || !accounts.accept(pair[0], pair[1])) {
      refused.incrementAndGet();
      return SendAnswer.unauthorized();
    }
    SendAnswer answer = SendAnswer.to(new String(request, StandardCharsets.UTF_8));
    sends.computeIfAbsent(pair[0], key -> new AtomicInteger()).addAndGet(answer.sent());
    return answer;
  }

  /** Key and secret; something of another length where there is no such header. */
  private static String[] basic(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Basic ")) {
      return new String[0];
    }
    byte[] pair = Base64.getDecoder().decode(header.substring("Basic ".length()));
    return new String(pair, StandardCharsets.UTF_8).split(":", 2);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
