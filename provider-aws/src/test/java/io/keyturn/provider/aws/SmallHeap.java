package io.keyturn.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Reads an answer that would not fit into the heap of its JVM; run by {@link SmallHeapTest}. */
final class SmallHeap {
  private static final byte[] CHUNK = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);

  private SmallHeap() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", SmallHeap::send);
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    try (SecretProvider provider = new AwsSecretProviderFactory().create(settings(address))) {
      provider.fetch(SecretLocation.parse("aws://large"));
      System.exit(1);
    } catch (SecretFormatException refused) {
      System.exit(0);
    }
  }

  private static ProviderSettings settings(String address) {
    return ProviderSettings.builder("aws")
        .text(AwsKeys.REGION, Stores.REGION)
        .text(AwsKeys.ENDPOINT, address)
        .text(AwsKeys.ATTEMPT_TIMEOUT, "60s")
        .text(AwsKeys.TIMEOUT, "60s")
        .secret(AwsKeys.ACCESS_KEY_ID, () -> Secret.of(Stores.KEY_ID))
        .secret(AwsKeys.SECRET_ACCESS_KEY, () -> Secret.of("none"))
        .build();
  }

  private static void send(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write("{\"SecretString\":\"".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 4096; i++) { // 256 MiB
        body.write(CHUNK);
      }
      body.write("\"}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
