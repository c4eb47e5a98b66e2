package io.keyturn.provider.vault;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;

/**
 * Changes a wrapping token for the secret id that Vault keeps for it, which it does once. Source:
 * "Response Wrapping", Vault, whose steps of validation these are. Used by one thread at a time.
 */
final class Unwrapping {
  private static final String GONE = "wrapping token is not valid or does not exist";
  private static final String OWN =
      "no login: the wrapping token (%s) is valid no more: this process sent it before and got no"
          + " answer, so that the secret id is probably lost; or it has ended, or somebody else"
          + " unwrapped it, which Vault's audit log shows: give a new one";
  private static final String GONE_BEFORE =
      "no login: the wrapping token (%s) has ended, or was unwrapped before; if not by this"
          + " application, somebody else has the secret id: find out who, and give a new one";

  private final Connection connection;
  private final RestTemplateBuilder rest;
  private final String mount;

  /** The token that was sent to be unwrapped, without a whole answer: Vault may have done it. */
  private @Nullable Secret unanswered;

  /**
   * Makes it; nothing is asked yet.
   *
   * @param rest starts a client in the namespace of the login
   * @param mount of AppRole
   */
  Unwrapping(Connection connection, RestTemplateBuilder rest, String mount) {
    this.connection = connection;
    this.rest = rest;
    this.mount = mount;
  }

  /**
   * The secret id.
   *
   * @param wrapped where the token is configured
   * @throws VaultFailure if there is none
   */
  Secret secretId(Credential wrapped, String token) {
    Secret own = Secret.of(token);
    boolean again = unanswered != null && unanswered.matches(own);
    Answer lookup = VaultApi.post(rest.build(), uri("lookup"), Map.of("token", token));
    if (!isOfRole(member("creation_path", checked(lookup, wrapped, again)))) {
      throw denied(
          "no login: the wrapping token (%s) does not stand for a secret id of auth/%s: find out who put it there"
              .formatted(wrapped, mount));
    }
    return Secret.of(member("secret_id", checked(unwrapped(own, token), wrapped, again)));
  }

  private Answer unwrapped(Secret own, String token) {
    VaultTemplate vault = new VaultTemplate(rest, () -> VaultToken.of(token));
    unanswered = own;
    Answer answer =
        Objects.requireNonNull(
            vault.doWithSession(session -> VaultApi.post(session, uri("unwrap"), Map.of())));
    if (answer.passing().isEmpty()) { // else a proxy may answer for it
      unanswered = null;
    }
    return answer;
  }

  private URI uri(String what) {
    return connection.uri("sys/wrapping/" + what);
  }

  /** Whoever can write the file may wrap something else; but not make this of it. */
  private boolean isOfRole(String path) {
    return path.startsWith("auth/" + mount + "/role/")
        && (path.endsWith("/secret-id") || path.endsWith("/custom-secret-id"));
  }

  private static Answer checked(Answer answer, Credential wrapped, boolean again) {
    if (answer.ok()) {
      return answer;
    }
    if (answer.says(GONE)) {
      throw denied((again ? OWN : GONE_BEFORE).formatted(wrapped));
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
    String member = Json.data(answer).get(name);
    if (member == null) {
      throw new VaultFailure(
          Kind.FORMAT, "the answer about the wrapping token is not the one that Vault gives");
    }
    return Json.text(member);
  }
}
