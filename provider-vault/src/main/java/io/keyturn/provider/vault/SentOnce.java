package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that lets its request be sent once.
 *
 * <p>The JDK's client sends a GET again, unseen, when a connection ends before the first byte of an
 * answer, a new one too; Vault may have made a database user for the first. It asks for the length
 * of the body each time before it sends anything.
 */
final class SentOnce implements BodyPublisher {
  private final BodyPublisher body;
  private final AtomicBoolean sent = new AtomicBoolean();

  SentOnce(byte[] bytes) {
    this.body = BodyPublishers.ofByteArray(bytes);
  }

  @Override
  public long contentLength() {
    if (sent.getAndSet(true)) {
      throw new VaultFailure(Kind.UNAVAILABLE, "the connection broke");
    }
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    body.subscribe(subscriber);
  }
}
