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

/**
 * Collects the body of an answer, and gives it up once it is larger than any bundle.
 *
 * <p>An escape of JSON counts as what it stands for, as the engine counts what a bundle holds.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
  /** A whole bundle and Vault's envelope around it. */
  static final int MAX_BYTES = SecretBundle.MAX_BYTES + 64 * 1024;

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonSize size = new JsonSize();
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
    if (subscription == null || whole.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      if (size.add(buffer) > MAX_BYTES) {
        subscription.cancel();
        whole.completeExceptionally(
            new VaultFailure(Kind.FORMAT, "the answer is larger than that of any bundle of 1 MiB"));
        return;
      }
      collect(buffer);
    }
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
