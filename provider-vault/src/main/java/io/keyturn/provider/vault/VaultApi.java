package io.keyturn.provider.vault;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestOperations;

/**
 * Requests of Vault's HTTP API.
 *
 * <p>Bodies go as bytes: a map is printed by {@code RestTemplate} at DEBUG, with the secret id or
 * password in it.
 */
final class VaultApi {
  private VaultApi() {}

  static Answer get(RestOperations vault, URI uri) {
    return Objects.requireNonNull(vault.execute(uri, HttpMethod.GET, null, Answer::of));
  }

  /**
   * Like {@link #get}, of what Vault makes anew for each request: it is never sent twice, whatever
   * becomes of the connection.
   */
  static Answer getOnce(RestOperations vault, URI uri) {
    return Objects.requireNonNull(
        vault.execute(
            uri,
            HttpMethod.GET,
            request -> request.getHeaders().set(TransportRequest.ONCE, "true"),
            Answer::of));
  }

  /** Sends a JSON object of texts. */
  static Answer post(RestOperations vault, URI uri, Map<String, String> members) {
    return Objects.requireNonNull(
        vault.execute(
            uri,
            HttpMethod.POST,
            request -> {
              request.getHeaders().setContentType(MediaType.APPLICATION_JSON);
              request.getBody().write(Json.object(members));
            },
            Answer::of));
  }
}
