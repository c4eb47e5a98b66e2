package io.keyturn.provider.aws;

import io.keyturn.internal.proxy.Proxies.UnusableProxyException;
import io.keyturn.provider.aws.CredentialSource.FailedException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Asks a source of credentials on a thread that ends with the answer, one at a time.
 *
 * <p>The SDK asks for credentials before the clock of a request runs, and most sources hear no
 * interrupt; one that waits for another thread does. Whoever gives up leaves the search to the
 * others, and to the next one who asks.
 */
final class CredentialSearch implements AwsCredentialsProvider, SdkAutoCloseable {
  /** A source that has none. */
  static final AwsCredentialsProvider NONE =
      () -> {
        throw new MissingException();
      };

  private final AwsCredentialsProvider source;
  private final SdkAutoCloseable clients;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock(); // pins no virtual thread
  private @Nullable FutureTask<AwsCredentials> search;

  /** A search that takes {@code patience} at most, and closes its source and then the clients. */
  CredentialSearch(AwsCredentialsProvider source, SdkAutoCloseable clients, Duration patience) {
    this.source = source;
    this.clients = clients;
    this.patience = patience;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return search().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted");
    } catch (TimeoutException e) {
      throw new LateException();
    } catch (CancellationException e) {
      throw new MissingException();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private FutureTask<AwsCredentials> search() {
    lock.lock();
    try {
      return running();
    } finally {
      lock.unlock();
    }
  }

  private FutureTask<AwsCredentials> running() {
    FutureTask<AwsCredentials> running = search;
    if (running == null || running.isDone()) {
      running = new FutureTask<>(source::resolveCredentials);
      search = running;
      Thread thread = new Thread(running, "keyturn-aws-credentials");
      thread.setDaemon(true);
      thread.start();
    }
    return running;
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return reason(cause);
  }

  /**
   * What AWS refused, and what Keyturn says, is told as it is; all else may quote, and an
   * IOException would mean AWS, not a token file.
   */
  static RuntimeException reason(@Nullable Throwable cause) {
    if (cause instanceof AwsServiceException || cause instanceof FailedException) {
      return (RuntimeException) cause;
    }
    Optional<UnusableProxyException> proxy = AwsErrors.find(cause, UnusableProxyException.class);
    if (proxy.isPresent()) {
      return proxy.get();
    }
    if (cause instanceof UnreachedException unreached) {
      return unreached;
    }
    return isLate(cause) ? new LateException() : new MissingException();
  }

  private static boolean isLate(@Nullable Throwable cause) {
    return cause instanceof ApiCallTimeoutException
        || cause instanceof ApiCallAttemptTimeoutException
        || cause instanceof LateException;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (search != null) {
        search.cancel(true);
      }
    } finally {
      lock.unlock();
    }
    if (source instanceof SdkAutoCloseable open) {
      open.close();
    }
    clients.close();
  }

  /** Without the SDK's message, which is as long as its search. */
  static final class MissingException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** STS is not reached, which gives credentials. */
  static final class UnreachedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** The search goes on, but nobody waits for it. */
  static final class LateException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }
}
