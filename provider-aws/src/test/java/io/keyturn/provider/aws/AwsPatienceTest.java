package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Stores that are slow, away, or say too much. */
final class AwsPatienceTest extends WireMockTest {
  @Test
  void an_unreachable_store_is_unavailable_at_once() {
    try (DeadAddress dead = DeadAddress.refusing()) {
      assertThat(failing(dead.address().toString())).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void the_attempt_timeout_ends_an_attempt() {
    try (DeadAddress hung = DeadAddress.hung()) {
      Duration patient = failing(hung.address().toString(), AwsKeys.ATTEMPT_TIMEOUT, "1500ms");
      Duration hasty = failing(hung.address().toString(), AwsKeys.ATTEMPT_TIMEOUT, "200ms");

      assertThat(patient).isGreaterThan(Duration.ofMillis(2900));
      assertThat(hasty).isBetween(Duration.ofMillis(400), Duration.ofMillis(2900));
    }
  }

  @Test
  void the_timeout_ends_all_attempts_together() {
    try (DeadAddress hung = DeadAddress.hung()) {
      assertThat(failing(hung.address().toString(), AwsKeys.TIMEOUT, "500ms"))
          .isBetween(Duration.ofMillis(450), Duration.ofMillis(2900));
    }
  }

  @Test
  @Witness(value = Row.TIMEOUTS, kind = Witness.Kind.RECORDED)
  void the_defaults_end_a_hung_store_within_ten_seconds() {
    try (DeadAddress hung = DeadAddress.hung()) {
      assertThat(failing(hung.address().toString()))
          .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
    }
  }

  /** A listener whose queue is full lets connections wait for as long as they like. */
  @Test
  void the_connect_timeout_ends_a_connection() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        waiting.add(connecting(full));
      }
      String address = "http://127.0.0.1:" + full.getLocalPort();

      assertThat(failing(address, AwsKeys.CONNECT_TIMEOUT, "200ms"))
          .isLessThan(Duration.ofMillis(2900));
      assertThat(failing(address, AwsKeys.CONNECT_TIMEOUT, "1500ms"))
          .isGreaterThan(Duration.ofMillis(2900));
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static Socket connecting(ServerSocket full) {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
    } catch (IOException queueIsFull) {
      return socket;
    }
    return socket;
  }

  @Test
  @Witness(value = Row.TIMEOUTS, kind = Witness.Kind.RECORDED)
  void a_store_that_drips_is_given_up_too() {
    answer(
        Recorded.secret("prod/mailjet", "x".repeat(60_000)).withChunkedDribbleDelay(100, 60_000));

    assertThat(failing(address(), AwsKeys.ATTEMPT_TIMEOUT, "1s")).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  @Witness(value = Row.TIMEOUTS, kind = Witness.Kind.RECORDED)
  void a_store_that_drips_its_headers_keeps_neither_thread_nor_socket() throws IOException {
    try (HeaderDrip drip = new HeaderDrip()) {
      assertThat(failing(drip.address(), AwsKeys.ATTEMPT_TIMEOUT, "1s"))
          .isLessThan(Duration.ofSeconds(5));

      assertThat(exchanges()).as("threads that do not end").noneMatch(AwsPatienceTest::goesOn);
      assertThat(drip.connections()).hasSize(2);
      assertThat(drip.connections())
          .as("connections that the store gave up")
          .allSatisfy(
              socket -> {
                socket.setSoTimeout(5000);
                assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
              });
    }
  }

  private static List<Thread> exchanges() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("keyturn-aws"))
        .toList();
  }

  private static boolean goesOn(Thread thread) {
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return thread.isAlive();
  }

  @Test
  @Witness(
      value = {Row.SIZE, Row.HUGE},
      kind = Witness.Kind.RECORDED)
  void sixteen_mebibytes_are_a_format_error_after_one_request() {
    answer(Recorded.secret("prod/mailjet", "x".repeat(16 * 1024 * 1024)));

    assertThat(catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET)))
        .isExactlyInstanceOf(SecretFormatException.class);
    assertThat(requests("GetSecretValue")).hasSize(1);
  }

  @Test
  @Witness(value = Row.SIZE, kind = Witness.Kind.RECORDED)
  void compressed_answers_are_not_asked_for_and_not_expanded() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(
          ("{\"SecretString\":\"" + LeakGuard.canary().text() + "\"}")
              .getBytes(StandardCharsets.UTF_8));
    }
    answer(aResponse().withHeader("Content-Encoding", "gzip").withBody(packed.toByteArray()));

    assertThat(catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET)))
        .isExactlyInstanceOf(SecretUnavailableException.class);
    assertThat(requests("GetSecretValue"))
        .allSatisfy(request -> assertThat(request.containsHeader("Accept-Encoding")).isFalse());
  }

  @Test
  void redirects_are_not_followed() {
    answer(aResponse().withStatus(307).withHeader("Location", address() + "/elsewhere"));

    assertThat(catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET)).reason())
        .isEqualTo("HTTP status 307");
    assertThat(requests("GetSecretValue"))
        .allSatisfy(request -> assertThat(request.getUrl()).isEqualTo("/"));
  }

  private static Duration failing(String address, ProviderSettings.Key key, String text) {
    try (SecretProvider slow =
        new AwsSecretProviderFactory().create(Stores.aws(address).text(key, text).build())) {
      return failing(slow);
    }
  }

  private static Duration failing(String address) {
    try (SecretProvider slow = new AwsSecretProviderFactory().create(Stores.aws(address).build())) {
      return failing(slow);
    }
  }

  private static Duration failing(SecretProvider provider) {
    long start = System.nanoTime();
    assertThat(catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET)))
        .isExactlyInstanceOf(SecretUnavailableException.class);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
