package io.keyturn.bench.start;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * AWS Secrets Manager as far as a start needs it, on the loopback: every call takes 20 ms.
 *
 * <p>Form of the bodies: "AWS Secrets Manager API Reference", DescribeSecret, GetSecretValue,
 * BatchGetSecretValue.
 */
final class SecretsManagerStub implements AutoCloseable {
  private static final int MILLIS = 20;
  private static final String VERSION = "11111111-1111-1111-1111-111111111111";

  final AtomicInteger calls = new AtomicInteger();
  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  SecretsManagerStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What a secret holds. */
  static String value(String id) {
    return "value-of-" + id;
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    JsonNode request = json.readTree(exchange.getRequestBody().readAllBytes());
    byte[] body = json.writeValueAsBytes(body(target, request));
    sleep();
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Map<String, Object> body(String target, JsonNode request) {
    return switch (target.substring(target.indexOf('.') + 1)) {
      case "DescribeSecret" -> Map.of("VersionIdsToStages", Map.of(VERSION, List.of("AWSCURRENT")));
      case "GetSecretValue" -> secret(request.get("SecretId").asString());
      case "BatchGetSecretValue" -> batch(request.get("SecretIdList"));
      default -> throw new IllegalArgumentException(target);
    };
  }

  private static Map<String, Object> batch(JsonNode ids) {
    List<Object> values = new ArrayList<>();
    ids.forEach(id -> values.add(secret(id.asString())));
    return Map.of("SecretValues", values, "Errors", List.of());
  }

  private static Map<String, Object> secret(String id) {
    return Map.of(
        "ARN",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + id + "-AbCdEf",
        "Name",
        id,
        "VersionId",
        VERSION,
        "VersionStages",
        List.of("AWSCURRENT"),
        "CreatedDate",
        1.7e9,
        "SecretString",
        value(id));
  }

  private static void sleep() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
