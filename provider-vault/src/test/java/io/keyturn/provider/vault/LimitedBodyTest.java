package io.keyturn.provider.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretBundle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of an answer is read. */
final class LimitedBodyTest {
  private static final int KIB = 1024;

  private final LimitedBody body = new LimitedBody();
  private final Source source = new Source();

  LimitedBodyTest() {
    body.onSubscribe(source);
  }

  private void send(String text) {
    body.onNext(List.of(ByteBuffer.wrap(text.getBytes(UTF_8))));
  }

  private CompletableFuture<byte[]> whole() {
    return body.getBody().toCompletableFuture();
  }

  @Test
  @Witness(value = Row.SIZE, kind = Witness.Kind.REQUEST)
  void nothing_beyond_a_bundle_and_an_envelope_is_read() {
    String part = "x".repeat(KIB);
    for (int i = 0; i < 4 * KIB && !source.cancelled; i++) {
      send(part);
    }

    assertThat(source.requested * KIB).isEqualTo(SecretBundle.MAX_BYTES + (64 + 1) * KIB);
    assertThatThrownBy(() -> whole().get())
        .hasRootCauseMessage("the answer is larger than that of any bundle of 1 MiB");
  }

  @Test
  void a_bundle_of_escapes_alone_is_read() throws Exception {
    String escapes = "\\u003c".repeat(SecretBundle.MAX_BYTES);
    send("{\"data\":{\"data\":{\"key\":\"");
    for (int i = 0; i < escapes.length(); i += 1000) { // in parts that cut escapes
      send(escapes.substring(i, Math.min(escapes.length(), i + 1000)));
    }
    body.onComplete();

    assertThat(source.cancelled).isFalse();
    assertThat(whole().get()).hasSizeGreaterThan(6 * SecretBundle.MAX_BYTES);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "\\n\\\"\\\\, 3",
    "\\\\u003c, 6", // a backslash, then no escape
    "\\u003c, 1",
    "\\u00e9, 2",
    "\\u20AC, 3",
    "\\ud83d\\ude00, 4",
    "\\u0zzz!, 2", // not JSON
    "\u00e9, 2",
    "\\, 0",
  })
  void an_escape_counts_as_what_it_stands_for(String text, int size) {
    JsonSize counted = new JsonSize();
    byte[] bytes = text.getBytes(UTF_8);
    for (byte[] half :
        List.of(
            Arrays.copyOfRange(bytes, 0, bytes.length / 2),
            Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length))) {
      counted.add(ByteBuffer.wrap(half));
    }

    assertThat(counted.add(ByteBuffer.allocate(0))).isEqualTo(size);
  }

  private static final class Source implements Flow.Subscription {
    private int requested;
    private boolean cancelled;

    @Override
    public void request(long n) {
      requested += (int) n;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
