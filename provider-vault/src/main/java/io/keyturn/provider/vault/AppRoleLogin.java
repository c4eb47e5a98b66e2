package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestOperations;

/**
 * Logs in with a role id and a secret id, by <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle">AppRole</a>.
 *
 * <p>Spring's {@code AppRoleAuthentication} hands the body over as a map, which {@code
 * RestTemplate} prints at DEBUG, and keeps one secret id for ever. Here it goes as bytes that no
 * logger sees.
 *
 * @param vault without a session
 * @param uri of the login
 */
record AppRoleLogin(RestOperations vault, URI uri, String roleId, Credential secretId)
    implements ClientAuthentication {
  private static final String WRONG = "invalid secret id"; // with status 500 in Vault 1.13
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  @Override
  public VaultToken login() {
    Answer answer =
        Objects.requireNonNull(vault.execute(uri, HttpMethod.POST, this::write, Answer::of));
    if (answer.ok()) {
      return token(answer);
    }
    throw answer.says(WRONG) ? refusal(answer) : answer.passing().orElseGet(() -> refusal(answer));
  }

  private VaultFailure refusal(Answer answer) {
    return new VaultFailure(
        Kind.ACCESS_DENIED,
        "status "
            + answer.status()
            + ": Vault refuses the login at approle-mount with role-id and secret-id ("
            + secretId.origin()
            + ")");
  }

  private void write(ClientHttpRequest request) throws IOException {
    request.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    request.getBody().write(Json.object(Map.of("role_id", roleId, "secret_id", secretId.expose())));
  }

  private static VaultToken token(Answer answer) {
    Map<String, String> auth = Json.members(member(Json.members(answer.body()), "auth"));
    String token = TokenLogin.headerValue(Json.text(member(auth, "client_token")), "the login");
    Duration life = life(Json.text(member(auth, "lease_duration")));
    return LoginToken.of(token.toCharArray(), life);
  }

  private static String member(Map<String, String> members, String name) {
    return Optional.ofNullable(members.get(name)).orElseThrow(AppRoleLogin::unreadable);
  }

  private static Duration life(String seconds) {
    if (!SECONDS.matcher(seconds).matches()) {
      throw unreadable();
    }
    return Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static VaultFailure unreadable() {
    return new VaultFailure(Kind.FORMAT, "the answer to the login is not the one that Vault gives");
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "AppRoleLogin[" + uri + "]";
  }
}
