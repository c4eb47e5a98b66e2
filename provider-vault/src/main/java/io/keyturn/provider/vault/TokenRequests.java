package io.keyturn.provider.vault;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.core.RestOperationsCallback;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;

/**
 * Asks of itself over a connection.
 *
 * @param rest in the namespace of the login
 */
record TokenRequests(Connection connection, RestTemplateBuilder rest) implements TokenApi {
  /** The increment counts from now. */
  @Override
  public Answer renew(VaultToken token, Duration increment) {
    return post(token, "renew-self", Map.of("increment", increment.toSeconds() + "s"));
  }

  @Override
  public Answer lookUp(VaultToken token) {
    return with(token, rest -> VaultApi.get(rest, uri("lookup-self")));
  }

  @Override
  public Answer revoke(VaultToken token) {
    return post(token, "revoke-self", Map.of());
  }

  private Answer post(VaultToken token, String what, Map<String, String> members) {
    return with(token, rest -> VaultApi.post(rest, uri(what), members));
  }

  private Answer with(VaultToken token, RestOperationsCallback<Answer> request) {
    return Objects.requireNonNull(new VaultTemplate(rest, () -> token).doWithSession(request));
  }

  private URI uri(String what) {
    return connection.uri("auth/token/" + what);
  }
}
