package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.web.client.ResponseErrorHandler;

/** The way to one Vault. */
final class Connection implements AutoCloseable {
  private final VaultEndpoint endpoint;
  private final Clients clients;
  private final Transport transport;

  /**
   * Makes it; nothing is connected yet.
   *
   * @throws IllegalArgumentException if a file of TLS cannot be used
   */
  Connection(ProviderSettings settings, LongSupplier nanoTime) {
    HttpLog.warn();
    this.endpoint = endpoint(settings.uri(VaultKeys.ADDRESS).orElseThrow());
    this.clients = new Clients(settings);
    this.transport =
        new Transport(
            clients,
            settings.duration(TransportKeys.READ_TIMEOUT).orElseThrow(),
            new RetryAfter("/" + endpoint.getPath() + "/", nanoTime),
            settings.origin(VaultKeys.ADDRESS));
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

  /** Ends what is under way, and refuses what another thread asks. */
  void closeToOthers() {
    transport.closeToOthers();
  }

  @Override
  public void close() {
    transport.close();
    clients.close();
  }

  /** Every status is an answer: Spring's exceptions quote the body. */
  private static final class NoErrors implements ResponseErrorHandler {
    @Override
    public boolean hasError(ClientHttpResponse response) throws IOException {
      return false;
    }
  }
}
