package io.keyturn.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Secrets Manager as one who only counts sees it: it has every secret there is. */
final class BatchServer implements AutoCloseable {
  /** BatchGetSecretValue, API reference: "up to 20 secrets". */
  private static final int MOST = 20;

  private static final String BATCH = "BatchGetSecretValue";
  private static final Pattern LIST = Pattern.compile("\"SecretIdList\":\\[([^]]*)]");
  private static final Pattern ONE = Pattern.compile("\"SecretId\":\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"([^\"]+)\"");

  private final HttpServer server;
  private final String text = LeakGuard.canary().text();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();

  private final AtomicInteger tooMany = new AtomicInteger();

  BatchServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many batches were refused for their size, as AWS refuses them. */
  int tooLarge() {
    return tooMany.get();
  }

  int batches() {
    return count(calls, BATCH).get();
  }

  /** How often one secret was asked for by itself. */
  int singles() {
    return count(calls, "GetSecretValue").get();
  }

  /** How often a secret was asked for, in a batch or by itself. */
  int reads(String id) {
    return count(reads, id).get();
  }

  private static AtomicInteger count(Map<String, AtomicInteger> counts, String key) {
    return counts.computeIfAbsent(key, k -> new AtomicInteger());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String operation = target.substring(target.indexOf('.') + 1);
    count(calls, operation).incrementAndGet();
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (operation.equals(BATCH) && ids(asked) > MOST) {
      tooMany.incrementAndGet();
      send(exchange, 400, "{\"__type\":\"InvalidParameterException\"}");
      return;
    }
    send(exchange, 200, operation.equals(BATCH) ? values(asked) : value(group(ONE, asked)));
  }

  private static long ids(String asked) {
    return ID.matcher(group(LIST, asked)).results().count();
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.getResponseHeaders().add("Connection", "close"); // or its end waits for an ACK
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static String group(Pattern pattern, String asked) {
    Matcher found = pattern.matcher(asked);
    if (!found.find()) {
      throw new IllegalArgumentException("asks for no secret");
    }
    return found.group(1);
  }

  private String values(String asked) {
    return ID.matcher(group(LIST, asked))
        .results()
        .map(id -> value(id.group(1)))
        .collect(Collectors.joining(",", "{\"SecretValues\":[", "],\"Errors\":[]}"));
  }

  private String value(String id) {
    count(reads, id).incrementAndGet();
    return "{\"ARN\":\"%s\",\"Name\":\"%s\",\"VersionId\":\"%s\",\"SecretString\":\"%s\"}"
        .formatted(Recorded.arn(id), id, Recorded.VERSION, text);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
