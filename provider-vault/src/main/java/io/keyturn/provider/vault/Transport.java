package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Carries Spring's requests by the JDK's HTTP client, a whole answer at a time.
 *
 * <p>Spring's own {@code JdkClientHttpRequestFactory} hands the body on as a stream: on JDK 17 an
 * interrupt is lost in it, Spring 7 asks for gzip and unpacks it without a limit, and each body
 * sent costs a thread. Here the time of a whole answer and its size are bounded, an interrupt ends
 * it, and nothing is unpacked.
 */
final class Transport implements ClientHttpRequestFactory {
  private static final List<String> NO_TLS =
      List.of("Unsupported or unrecognized SSL message", "Unrecognized SSL message");
  private static final String NO_TUNNEL = "Tunnel failed"; // of the JDK's PlainTunnelingConnection

  private final Clients clients;
  private volatile Duration patience;
  private final RetryAfter retryAfter;
  private final String origin;

  /** What cancels each request under way. */
  private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** Who alone may still ask. */
  private volatile @Nullable Thread closer;

  /**
   * Makes a transport.
   *
   * @param patience how long a whole answer may take
   * @param origin where the address is configured
   */
  Transport(Clients clients, Duration patience, RetryAfter retryAfter, String origin) {
    this.clients = clients;
    this.patience = patience;
    this.retryAfter = retryAfter;
    this.origin = origin;
  }

  /** Sets how long a whole answer may take from now on. */
  void patience(Duration patience) {
    this.patience = patience;
  }

  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
    return new TransportRequest(this, uri, method);
  }

  /** Asks at an address, and where a standby answers, once more at that of the active server. */
  HttpResponse<byte[]> exchange(URI uri, Function<URI, HttpRequest> request) {
    long end = System.nanoTime() + patience.toNanos();
    HttpResponse<byte[]> answer = send(request.apply(uri), end);
    Optional<URI> active =
        Redirects.target(uri, answer.statusCode(), answer.headers().firstValue("Location"));
    return active.isPresent() ? send(request.apply(active.get()), end) : answer;
  }

  private HttpResponse<byte[]> send(HttpRequest request, long end) {
    checkOpen();
    retryAfter.check(request.uri());
    CompletableFuture<HttpResponse<byte[]>> answer =
        clients.current().sendAsync(request, info -> new LimitedBody());
    Runnable cancel = () -> answer.cancel(true);
    underWay.add(cancel);
    try {
      checkOpen(); // or it was not seen to be under way
      HttpResponse<byte[]> response = answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      retryAfter.note(request.uri(), response);
      return readable(response);
    } catch (TimeoutException e) {
      throw unavailable("no whole answer within read-timeout");
    } catch (InterruptedException e) {
      throw VaultFailure.interrupted();
    } catch (CancellationException e) {
      throw ended();
    } catch (ExecutionException e) {
      throw closed ? ended() : failure(request.uri(), e.getCause());
    } finally {
      cancel.run();
      underWay.remove(cancel);
    }
  }

  /** Ends the requests under way and refuses others but of this thread. */
  void closeToOthers() {
    closer = Thread.currentThread();
    end();
  }

  /** Ends the requests under way, on JDK 17 too, whose client cannot; waits for nothing. */
  void close() {
    closer = null;
    end();
  }

  private void end() {
    closed = true;
    underWay.forEach(Runnable::run);
  }

  private void checkOpen() {
    if (closed && !Thread.currentThread().equals(closer)) {
      throw ended();
    }
  }

  private static VaultFailure ended() {
    return unavailable("the store was closed meanwhile");
  }

  private HttpResponse<byte[]> readable(HttpResponse<byte[]> response) {
    if (response.headers().firstValue("Content-Encoding").isPresent()) {
      throw new VaultFailure(Kind.FORMAT, "the answer is compressed, which was not asked for");
    }
    return response;
  }

  /** Not chained: what an HTTP client says may quote the answer. */
  private VaultFailure failure(URI uri, @Nullable Throwable cause) {
    if (cause instanceof VaultFailure failure) {
      return failure;
    }
    String place = "%s:%d (%s)".formatted(uri.getHost(), Routes.port(uri), origin);
    if (cause instanceof HttpConnectTimeoutException) {
      return unavailable("no connection to " + place + " within connect-timeout");
    }
    if (cause instanceof ConnectException) {
      boolean unknown = cause.getCause() instanceof UnresolvedAddressException;
      return unavailable("no connection to " + place + (unknown ? ": there is no such host" : ""));
    }
    if (isNoTls(cause)) {
      return unavailable(place + " is https:// and the server speaks no TLS; it may be http://");
    }
    if (cause != null && String.valueOf(cause.getMessage()).startsWith(NO_TUNNEL)) {
      return unavailable("the proxy leads to no connection with " + place);
    }
    return unavailable(
        cause instanceof SSLException
            ? "no TLS with "
                + place
                + "; check its certificate and ca-cert, client-cert and client-key"
            : "the connection to " + place + " broke");
  }

  /** One of the JDK's own two texts, in its SSLEngineInputRecord; certificates have a subclass. */
  private static boolean isNoTls(@Nullable Throwable cause) {
    return cause != null
        && cause.getClass() == SSLException.class
        && NO_TLS.stream().anyMatch(String.valueOf(cause.getMessage())::startsWith);
  }

  private static VaultFailure unavailable(String reason) {
    return new VaultFailure(Kind.UNAVAILABLE, reason);
  }
}
