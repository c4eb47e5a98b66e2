package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/**
 * What Vault answered.
 *
 * @param status the HTTP status, whose meaning is that of <a
 *     href="https://developer.hashicorp.com/vault/api-docs#http-status-codes">Vault's API</a>
 * @param body may quote a secret whatever the status is, so it goes into no message
 */
record Answer(int status, HttpHeaders headers, String body) {
  /** What Go's net/http, and so Vault, and nginx say on a port of TLS to who speaks without. */
  private static final List<String> PLAIN =
      List.of(
          "Client sent an HTTP request to an HTTPS server",
          "The plain HTTP request was sent to HTTPS port");

  /**
   * Beside those from 500 on; Vault itself gives 412, 429, 472 (a secondary for disaster recovery)
   * and 473 (a performance standby), a proxy the others.
   */
  private static final Set<Integer> PASSING = Set.of(408, 412, 425, 429, 472, 473);

  static Answer of(ClientHttpResponse response) throws IOException {
    String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(response.getStatusCode().value(), response.getHeaders(), body);
  }

  /** The first value of a header. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  boolean ok() {
    return status == 200;
  }

  /** Whether it is done, whatever there is to say. */
  boolean done() {
    return ok() || status == 204;
  }

  /** How long a cache had it; not at all where it says nothing. */
  Duration age() {
    try {
      return Duration.ofSeconds(Math.max(Integer.parseInt(header("Age").orElse("0")), 0));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  /** Whether it came by way of Vault Agent's cache, which gives others the same. */
  boolean shared() {
    return header("X-Cache").isPresent();
  }

  boolean missing() {
    return status == 404;
  }

  boolean denied() {
    return status == 401 || status == 403;
  }

  /**
   * Whether it is the token that Vault refuses: over, revoked, used up. Source: "Tokens", Vault.
   * Before 1.17 the words are those for a policy, but not in a list.
   */
  boolean refusesToken() {
    return denied() && (says("invalid token") || says("\"permission denied\""));
  }

  /** Whether it is the token's policy that refuses, as it would for another token. */
  boolean refusesByPolicy() {
    return denied()
        && !refusesToken()
        && (says("* permission denied") || says("preflight capability check"));
  }

  /** Why it is worth asking again later, if it is. */
  Optional<VaultFailure> passing() {
    if (status == 503 && says("Vault is sealed")) {
      return Optional.of(unavailable("Vault is sealed"));
    }
    if (status == 400 && PLAIN.stream().anyMatch(this::says)) {
      return Optional.of(
          unavailable("the address is http:// and the server wants TLS; it may be https://"));
    }
    if (status == 400 && says("will be unavailable for a brief period")) { // KV 1 becomes 2
      return Optional.of(unavailable("status 400: the KV engine is unavailable for now"));
    }
    if (status >= 300 && status < 400) {
      return Optional.of(unavailable("status " + status + ", a redirect, which is not followed"));
    }
    if (missing() && !vaults()) {
      return Optional.of(unavailable("status 404, not from Vault but from a proxy before it"));
    }
    return PASSING.contains(status) || status >= 500
        ? Optional.of(unavailable("status " + status))
        : Optional.empty();
  }

  /** Whether the body has the form of Vault's, who answers each 404 with one of these. */
  private boolean vaults() {
    try {
      Set<String> members = Json.members(body).keySet();
      return members.contains("errors") || members.contains("data");
    } catch (VaultFailure e) {
      return false;
    }
  }

  /** Whether the body has this phrase of Vault's own. */
  boolean says(String phrase) {
    return body.contains(phrase);
  }

  private static VaultFailure unavailable(String reason) {
    return new VaultFailure(Kind.UNAVAILABLE, reason);
  }

  /** The status alone. */
  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
