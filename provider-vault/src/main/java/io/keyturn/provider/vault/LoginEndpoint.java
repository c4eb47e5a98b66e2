package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.web.client.RestOperations;

/**
 * Where a login is sent, and what its answers mean.
 *
 * @param vault without a session, in the namespace of the login
 * @param uri of the login
 * @param method how it logs in
 * @param mount where it is mounted, for messages
 */
record LoginEndpoint(RestOperations vault, URI uri, LoginMethod method, String mount) {
  /** Of credentials that are wrong; with status 500 in Vault 1.13, with 400 in others. */
  private static final List<String> WRONG =
      List.of("invalid secret id", "invalid role or secret ID", "invalid username or password");

  /** Of what Vault asks in its turn, STS or the issuer of JWTs, while it is away; status 400. */
  private static final List<String> AWAY =
      List.of(
          "error making upstream request: error making request",
          "error making upstream request: received error code 5",
          "error configuring token validator",
          "fetching keys");

  /**
   * Logs in.
   *
   * @param credentials the body
   * @param with which they are, for messages
   * @throws VaultFailure if there is no token
   */
  Auth logIn(Map<String, String> credentials, String with) {
    Answer answer = ask(credentials);
    if (answer.ok()) {
      return Auth.of(answer);
    }
    throw failure(answer, with);
  }

  Answer ask(Map<String, String> credentials) {
    return VaultApi.post(vault, uri, credentials);
  }

  /** Why an answer brings no token. */
  VaultFailure failure(Answer answer, String with) {
    if (isWrong(answer)) {
      return refusal(answer, with);
    }
    if (answer.status() == 400 && says(answer, AWAY)) {
      return new VaultFailure(
          Kind.UNAVAILABLE,
          "status 400: STS or the issuer of JWTs does not answer Vault about the login by " + this);
    }
    if (isReview(answer)) {
      return new VaultFailure(
          Kind.UNAVAILABLE,
          "status 403: Vault refuses the login by %s with %s, or Kubernetes does not answer it"
              .formatted(this, with));
    }
    return answer.passing().orElseGet(() -> refusal(answer, with));
  }

  /** Whether the credentials are wrong, which Vault counts where it locks. */
  boolean isWrong(Answer answer) {
    return says(answer, WRONG);
  }

  private static boolean says(Answer answer, List<String> phrases) {
    return phrases.stream().anyMatch(answer::says);
  }

  /**
   * Whether it is what Vault answers while Kubernetes is away, and where it refuses the JWT alike;
   * other reasons have words of their own.
   */
  private boolean isReview(Answer answer) {
    return method == LoginMethod.KUBERNETES
        && answer.status() == 403
        && answer.says("\"permission denied\"");
  }

  private VaultFailure refusal(Answer answer, String with) {
    return new VaultFailure(
        Kind.ACCESS_DENIED,
        "status %d: Vault refuses the login by %s with %s".formatted(answer.status(), this, with));
  }

  /** The method and its mount. */
  @Override
  public String toString() {
    return method + " at auth/" + mount;
  }
}
