package io.keyturn.examples.httptree;

import static io.keyturn.secret.SecretBundle.MAX_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A tree of web resources: the secret is the body, its version the ETag. */
final class HttpTreeProvider implements SecretProvider {
  private final HttpClient http = HttpClient.newHttpClient(); // follows no redirect
  private final URI base;
  private volatile boolean closed;

  HttpTreeProvider(URI base) {
    this.base = base;
  }

  // region reading
  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    return content(bundle, send(bundle, request(bundle)));
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    HttpResponse<byte[]> answer = send(bundle, request(bundle).header("If-None-Match", known));
    return answer.statusCode() == 304
        ? new Outcome.Unchanged()
        : new Outcome.Fetched(content(bundle, answer));
  }

  private HttpRequest.Builder request(SecretLocation bundle) {
    String path = URLEncoder.encode(bundle.path(), UTF_8).replace("+", "%20").replace("%2F", "/");
    return HttpRequest.newBuilder(URI.create(base + "/" + path));
  }

  // endregion

  // region answers
  private static SecretBundle content(SecretLocation bundle, HttpResponse<byte[]> answer) {
    String reason = "HTTP " + answer.statusCode();
    var found = SecretBundle.builder().bytes(answer.body());
    return switch (answer.statusCode()) {
      case 200 -> answer.headers().firstValue("ETag").map(found::version).orElse(found).build();
      case 401, 403 -> throw new SecretAccessDeniedException(bundle, reason);
      case 404, 410 -> throw new SecretNotFoundException(bundle, reason);
      default -> throw new SecretUnavailableException(bundle, reason);
    };
  }

  // endregion

  // region limits
  private HttpResponse<byte[]> send(SecretLocation bundle, HttpRequest.Builder request) {
    if (closed) {
      throw new IllegalStateException("HttpTreeProvider is closed");
    }
    var answer = http.sendAsync(request.build(), head -> limited(bundle));
    try {
      return answer.get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretUnavailableException(bundle, "interrupted");
    } catch (ExecutionException | TimeoutException e) {
      var silence = new SecretUnavailableException(bundle, "no answer");
      throw e.getCause() instanceof SecretException known ? known : silence;
    } finally {
      answer.cancel(true);
    }
  }

  /** Reads no more of a body than shows that it is too large: what throws ends the connection. */
  private static BodySubscriber<byte[]> limited(SecretLocation bundle) {
    var body = new ByteArrayOutputStream();
    return BodySubscribers.mapping(
        BodySubscribers.ofByteArrayConsumer(
            part -> {
              part.ifPresent(body::writeBytes);
              if (body.size() > MAX_BYTES) {
                throw new SecretFormatException(bundle, "it is larger than 1 MiB");
              }
            }),
        end -> body.toByteArray());
  }

  @Override
  public void close() {
    closed = true;
  }
  // endregion
}
