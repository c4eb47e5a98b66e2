package io.keyturn.examples.httptree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body of 256 MiB is left to its server: it sends what is read, and what buffers take. */
class HttpTreeOversizeTest {
  private static final int MIB = 1024 * 1024;

  private final CompletableFuture<Integer> sent = new CompletableFuture<>();
  private final HttpServer server = start();

  private HttpServer start() {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      started.createContext("/", this::send);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void a_body_is_not_read_further_than_shows_that_it_is_too_large() throws Exception {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (SecretProvider provider = new HttpTreeProvider(base)) {
      assertThatThrownBy(() -> provider.fetch(SecretLocation.parse("tree://huge")))
          .isInstanceOf(SecretFormatException.class);
    }

    assertThat(sent.get(30, TimeUnit.SECONDS)).as("MiB sent").isLessThan(32);
  }

  private void send(HttpExchange exchange) throws IOException {
    int pieces = 0;
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      for (; pieces < 256; pieces++) {
        body.write(new byte[MIB]);
      }
    } finally {
      sent.complete(pieces);
    }
  }
}
