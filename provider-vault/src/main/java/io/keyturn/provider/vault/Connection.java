package io.keyturn.provider.vault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.web.client.ResponseErrorHandler;

/** The way to one Vault. */
final class Connection implements AutoCloseable {
  private final VaultEndpoint endpoint;
  private final HttpClient client;
  private final Transport transport;

  Connection(URI address, Duration connectTimeout, Duration readTimeout, Optional<SSLContext> tls) {
    this.endpoint = endpoint(address);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // Vault Agent mishandles the upgrade to 2
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
    this.transport = new Transport(client, readTimeout);
  }

  /** Vault may live below a path, behind a proxy. Spring knows no scheme in capitals. */
  private static VaultEndpoint endpoint(URI address) {
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    VaultEndpoint endpoint =
        VaultEndpoint.from(URI.create(scheme + ":" + address.getRawSchemeSpecificPart()));
    String path = address.getRawPath().replaceAll("^/+|/+$", "");
    endpoint.setPath(path.isEmpty() ? "v1" : path + "/v1");
    return endpoint;
  }

  /** The address of an encoded path below {@code /v1/}. */
  URI uri(String path) {
    return endpoint.createUri(path);
  }

  /** Sets how long a whole answer may take from now on. */
  void patience(Duration patience) {
    transport.patience(patience);
  }

  /** Starts a client in a namespace, without a session. */
  RestTemplateBuilder rest(Optional<String> namespace) {
    RestTemplateBuilder rest =
        RestTemplateBuilder.builder()
            .endpoint(endpoint)
            .requestFactory(transport)
            .errorHandler(new NoErrors())
            .defaultHeader("X-Vault-Request", "true"); // a Vault Agent may demand it
    namespace.ifPresent(name -> rest.defaultHeader(VaultHttpHeaders.VAULT_NAMESPACE, name));
    return rest;
  }

  /** Closes the client on the JDKs where it can be closed, from 21 on. */
  @Override
  public void close() {
    transport.close();
    if (client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) { // HttpClient.close() throws nothing checked
        throw new IllegalStateException(e);
      }
    }
  }

  /** Every status is an answer: Spring's exceptions quote the body. */
  private static final class NoErrors implements ResponseErrorHandler {
    @Override
    public boolean hasError(ClientHttpResponse response) throws IOException {
      return false;
    }
  }
}
