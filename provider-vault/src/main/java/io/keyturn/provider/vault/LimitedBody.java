package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects the body of an answer, and gives it up once it is larger than any bundle. */
final class LimitedBody implements BodySubscriber<byte[]> {
  /** What JSON may make of a byte: Go writes {@code <} as {@code \\u003c}. */
  private static final int ESCAPED = 6;

  /** A whole bundle and Vault's envelope around it; the engine counts what it holds, unescaped. */
  static final int MAX_BYTES = ESCAPED * SecretBundle.MAX_BYTES + 64 * 1024;

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    int size = bytes.size() + buffers.stream().mapToInt(ByteBuffer::remaining).sum();
    if (subscription == null || whole.isDone()) {
      return;
    }
    if (size > MAX_BYTES) {
      subscription.cancel();
      whole.completeExceptionally(
          new VaultFailure(Kind.FORMAT, "the answer is larger than that of any bundle of 1 MiB"));
      return;
    }
    buffers.forEach(this::collect);
    subscription.request(1);
  }

  private void collect(ByteBuffer buffer) {
    byte[] part = new byte[buffer.remaining()];
    buffer.get(part);
    bytes.writeBytes(part);
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(bytes.toByteArray());
  }
}
