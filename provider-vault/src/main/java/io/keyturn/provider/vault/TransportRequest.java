package io.keyturn.provider.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** One request of Spring's. Used by one thread, once. */
final class TransportRequest extends AbstractClientHttpRequest {
  /** A header that is not sent: it marks a request that is sent once. */
  static final String ONCE = "X-Keyturn-Once";

  /** The length is the client's own business. */
  private static final List<String> OWN = List.of(HttpHeaders.CONTENT_LENGTH, ONCE);

  private final Transport transport;
  private final URI uri;
  private final HttpMethod method;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  TransportRequest(Transport transport, URI uri, HttpMethod method) {
    this.transport = transport;
    this.uri = uri;
    this.method = method;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  public HttpMethod getMethod() {
    return method;
  }

  @Override
  protected OutputStream getBodyInternal(HttpHeaders headers) {
    return body;
  }

  @Override
  protected ClientHttpResponse executeInternal(HttpHeaders headers) {
    return new Response(transport.exchange(uri, target -> request(target, headers)));
  }

  private HttpRequest request(URI target, HttpHeaders headers) {
    byte[] bytes = body.toByteArray();
    boolean once = headers.getFirst(ONCE) != null;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(method.name(), once ? new SentOnce(bytes) : BodyPublishers.ofByteArray(bytes));
    headers.forEach(
        (name, values) -> {
          if (OWN.stream().noneMatch(name::equalsIgnoreCase)) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return request.build();
  }

  /** The status, the headers and the whole body. */
  private record Response(HttpResponse<byte[]> response) implements ClientHttpResponse {
    @Override
    public HttpStatusCode getStatusCode() {
      return HttpStatusCode.valueOf(response.statusCode());
    }

    @Override
    public String getStatusText() {
      return "";
    }

    @Override
    public HttpHeaders getHeaders() {
      HttpHeaders headers = new HttpHeaders();
      response.headers().map().forEach(headers::addAll);
      return headers;
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(response.body());
    }

    @Override
    public void close() {
      // Nothing is open: the whole answer has been read.
    }
  }
}
