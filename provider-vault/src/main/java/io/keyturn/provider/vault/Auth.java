package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.time.Duration;
import java.util.Map;
import org.springframework.vault.support.VaultToken;

/**
 * What a login grants: a token, and what Vault says of it, in the {@code auth} of its answer.
 *
 * @param token what requests carry, if it is not {@link #NONE}
 * @param made whether a login made it, which leaves it in Vault, rather than somebody else
 * @param life how long it lives from now; zero for ever
 * @param renewable whether its life can be prolonged
 * @param uses how many requests it is good for, this one not counted; zero for any number
 */
record Auth(VaultToken token, boolean made, Duration life, boolean renewable, int uses) {
  /** No token: Vault's agent adds its own. A blank, which no token is. */
  static final VaultToken NONE = VaultToken.of(new char[] {' '});

  /**
   * What the answer to a login grants.
   *
   * @throws VaultFailure if it is not the answer that Vault gives
   */
  static Auth of(Answer answer) {
    Map<String, String> auth = Json.members(Json.member(Json.members(answer.body()), "auth"));
    String token = headerValue(Json.text(Json.member(auth, "client_token")), "the login");
    return new Auth(
        VaultToken.of(token.toCharArray()),
        !answer.shared(),
        Duration.ofSeconds(Json.natural(auth, "lease_duration")),
        "true".equals(auth.get("renewable")),
        Json.count(auth, "num_uses"));
  }

  /** A token that somebody else made, of which nothing more is known. */
  static Auth given(Credential token) {
    String text = headerValue(token.expose(), token.origin());
    return new Auth(VaultToken.of(text.toCharArray()), false, Duration.ZERO, false, 0);
  }

  /** No token, for ever. */
  static Auth none() {
    return new Auth(NONE, false, Duration.ZERO, false, 0);
  }

  /** Whether it lives for so long. */
  boolean covers(Duration time) {
    return life.isZero() || life.compareTo(time) >= 0;
  }

  /** Checked here, since the HTTP client quotes the header value that it refuses. */
  static String headerValue(String token, String origin) {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new VaultFailure(
          Kind.ACCESS_DENIED, "no login: the token is not one of Vault's (" + origin + ")");
    }
    return token;
  }

  /** How long it lives. */
  @Override
  public String toString() {
    return "Auth[" + life + "]";
  }
}
