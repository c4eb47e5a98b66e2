package io.keyturn.provider.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretFormatException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Reads two answers that would not fit into the heap of its JVM, and the largest that is read; run
 * by {@link SmallHeapTest}.
 */
final class SmallHeap {
  private static final int CHUNK = 64 * 1024;

  private SmallHeap() {}

  public static void main(String[] args) {
    try (FakeVault vault = new FakeVault();
        SecretProvider provider =
            Vaults.provider(
                vault
                    .settings()
                    .secret(LoginKeys.TOKEN, Vaults.secret("none"))
                    .text(TransportKeys.READ_TIMEOUT, "60s"))) {
      vault.on("/v1/secret/data/large", exchange -> send(exchange, false));
      vault.on("/v1/secret/data/bomb", exchange -> send(exchange, true));
      refuse(provider, "secret/large");
      refuse(provider, "secret/bomb");
      vault.on("/v1/secret/data/largest", SmallHeap::largest);
      provider.fetch(Vaults.location("secret/largest"));
    }
    System.exit(0);
  }

  private static void refuse(SecretProvider provider, String path) {
    try {
      provider.fetch(Vaults.location(path));
      System.exit(1);
    } catch (SecretFormatException refused) {
      // As it should be.
    }
  }

  /** A MiB in escapes, but for its name. */
  private static void largest(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      String envelope = FakeVault.kv2("{\"key\":\"|\"}");
      int at = envelope.indexOf('|');
      out.write(envelope.substring(0, at).getBytes(UTF_8));
      byte[] escapes = "\\u003c".repeat(1024).getBytes(UTF_8);
      for (int i = 0; i < 1023; i++) {
        out.write(escapes);
      }
      out.write(envelope.substring(at + 1).getBytes(UTF_8));
    }
  }

  private static void send(HttpExchange exchange, boolean zipped) throws IOException {
    if (zipped) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    try (OutputStream out = zipped ? new GZIPOutputStream(body) : body) {
      for (int i = 0; i < 4096; i++) { // 256 MiB
        out.write(new byte[CHUNK]);
      }
    }
  }
}
