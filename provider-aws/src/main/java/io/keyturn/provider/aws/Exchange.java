package io.keyturn.provider.aws;

import io.keyturn.secret.SecretBundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;

/**
 * One request and the whole of its answer, on a thread that ends with it.
 *
 * <p>A thread blocked on a socket hears no interrupt, neither the engine's nor the one by which the
 * SDK ends a request that takes too long; one that waits for another thread does. No more is read
 * of an answer than the largest bundle and its envelope, and nothing is decompressed. What is not
 * readable is dropped: the SDK would quote at DEBUG what is not JSON.
 */
final class Exchange implements ExecutableHttpRequest {
  static final int MAX_BYTES = SecretBundle.MAX_BYTES + 64 * 1024;

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final Duration ABORT_AGAIN = Duration.ofMillis(100);
  private static final JsonNodeParser JSON = JsonNodeParser.create();

  private final ExecutableHttpRequest request;
  private final Predicate<byte[]> readable;
  private final FutureTask<HttpExecuteResponse> exchange = new FutureTask<>(this::exchange);
  private final Thread thread = daemon(exchange, "keyturn-aws");

  Exchange(ExecutableHttpRequest request, Predicate<byte[]> readable) {
    this.request = request;
    this.readable = readable;
  }

  /** For the SDK, which ends it by {@link #abort} when it has had its time. */
  @Override
  public HttpExecuteResponse call() throws IOException {
    return call(FOREVER);
  }

  /** Ends after that time, as the SDK would end it. */
  HttpExecuteResponse call(Duration limit) throws IOException {
    thread.start();
    try {
      return exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abort();
      throw ApiCallTimeoutException.create(limit.toMillis());
    } catch (InterruptedException e) {
      abort();
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted");
    } catch (CancellationException e) {
      throw AbortedException.create("aborted");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private HttpExecuteResponse exchange() throws IOException {
    HttpExecuteResponse answer = request.call();
    byte[] body =
        answer.responseBody().isPresent() ? whole(answer.responseBody().get()) : new byte[0];
    boolean kept = readable.test(body);
    if (!kept && answer.httpResponse().isSuccessful()) {
      throw new MalformedException();
    }
    HttpExecuteResponse.Builder quiet =
        HttpExecuteResponse.builder().response(answer.httpResponse());
    return kept
        ? quiet.responseBody(AbortableInputStream.create(new ByteArrayInputStream(body))).build()
        : quiet.build();
  }

  private byte[] whole(AbortableInputStream body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int read = body.read(part); read >= 0; read = body.read(part)) {
      bytes.write(part, 0, read);
      if (exchange.isCancelled()) {
        body.abort();
        throw new CancelledException();
      }
      if (bytes.size() > MAX_BYTES) {
        body.abort();
        throw new TooLargeException();
      }
    }
    body.close();
    return bytes.toByteArray();
  }

  static boolean isJson(byte[] body) {
    try {
      return JSON.parse(new ByteArrayInputStream(body)).isObject();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  /** The connection is closed on a thread of its own: that may block, and this must not. */
  @Override
  public void abort() {
    if (exchange.cancel(true)) {
      daemon(this::disconnect, "keyturn-aws-abort").start();
    }
  }

  /**
   * No timeout of the socket ends an answer that drips, since each byte starts it again; and a
   * connection that is only being made can be closed a moment later.
   */
  private void disconnect() {
    while (thread.isAlive()) {
      try {
        request.abort();
      } catch (RuntimeException e) { // its own thread was giving it up
      }
      LockSupport.parkNanos(ABORT_AGAIN.toNanos());
    }
  }

  /** Not an IOException: the SDK would ask for the same answer again. */
  static final class TooLargeException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** Not an IOException, likewise. */
  static final class MalformedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** Nobody waits for the answer any more, so nobody sees this. */
  private static final class CancelledException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }
}
