package io.keyturn.provider.vault;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestOperations;

/**
 * Changes a wrapping token for the secret id that Vault keeps for it, which it does once. Source:
 * "Response Wrapping", Vault, whose steps of validation these are.
 *
 * @param rest starts a client in the namespace of the login
 * @param mount of AppRole
 */
record Unwrapping(Connection connection, RestTemplateBuilder rest, String mount) {
  private static final String GONE = "wrapping token is not valid or does not exist";

  /**
   * The secret id.
   *
   * @param wrapped where the token is configured
   * @throws VaultFailure if there is none
   */
  Secret secretId(Credential wrapped, String token) {
    RestOperations vault = rest.build();
    Answer lookup = VaultApi.post(vault, uri("lookup"), Map.of("token", token));
    if (!isOfRole(member("creation_path", checked(lookup, wrapped)))) {
      throw denied(
          "no login: the wrapping token (%s) does not stand for a secret id of auth/%s: find out who put it there"
              .formatted(wrapped, mount));
    }
    Answer answer = new VaultTemplate(rest, () -> VaultToken.of(token)).doWithSession(this::unwrap);
    return Secret.of(member("secret_id", checked(Objects.requireNonNull(answer), wrapped)));
  }

  private Answer unwrap(RestOperations vault) {
    return VaultApi.post(vault, uri("unwrap"), Map.of());
  }

  private URI uri(String what) {
    return connection.uri("sys/wrapping/" + what);
  }

  /** Whoever can write the file may wrap something else; but not make this of it. */
  private boolean isOfRole(String path) {
    return path.startsWith("auth/" + mount + "/role/")
        && (path.endsWith("/secret-id") || path.endsWith("/custom-secret-id"));
  }

  private static Answer checked(Answer answer, Credential wrapped) {
    if (answer.ok()) {
      return answer;
    }
    if (answer.says(GONE)) {
      throw denied(
          "no login: the wrapping token (%s) has ended, or was unwrapped before; if not by this application, somebody else has the secret id: find out who, and give a new one"
              .formatted(wrapped));
    }
    throw answer
        .passing()
        .orElseGet(
            () ->
                denied(
                    "status %d: Vault refuses to unwrap the wrapping token (%s)"
                        .formatted(answer.status(), wrapped)));
  }

  private static VaultFailure denied(String reason) {
    return new VaultFailure(Kind.ACCESS_DENIED, reason);
  }

  private static String member(String name, Answer answer) {
    String data = Json.members(answer.body()).getOrDefault("data", "{}");
    String member = Json.members(data).get(name);
    if (member == null) {
      throw new VaultFailure(
          Kind.FORMAT, "the answer about the wrapping token is not the one that Vault gives");
    }
    return Json.text(member);
  }
}
