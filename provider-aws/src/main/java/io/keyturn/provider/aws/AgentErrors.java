package io.keyturn.provider.aws;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * What the failures of the local agent mean.
 *
 * <p>What AWS refuses it hands on as JSON with AWS's code and status; its own refusals are plain
 * text. Source: its {@code server.rs} and {@code cache_manager.rs}, version 2.1.0.
 */
final class AgentErrors {
  private final URI address;
  private final String token;

  /**
   * For an agent.
   *
   * @param token where its token is configured
   */
  AgentErrors(URI address, String token) {
    this.address = address;
    this.token = token;
  }

  /** For a request that brought no answer. */
  SecretException of(SecretLocation bundle, RuntimeException e) {
    return AwsErrors.find(e, IOException.class).isPresent()
        ? AwsErrors.exception(
            Kind.UNAVAILABLE,
            bundle,
            "no connection to the agent at " + address + "; it may not run")
        : AwsErrors.of(bundle, e, "");
  }

  /** For an answer that is a refusal; its body is empty where it is not JSON. */
  SecretException of(SecretLocation bundle, int status, Optional<JsonNode> body) {
    String code = body.map(answer -> AgentBundles.text(answer, "__type")).orElse(null);
    String message = body.map(answer -> AgentBundles.text(answer, "message")).orElse(null);
    return code == null ? ownRefusal(bundle, status) : refusalOfAws(bundle, code, message);
  }

  private SecretException ownRefusal(SecretLocation bundle, int status) {
    Kind kind = status == 401 || status == 403 ? Kind.ACCESS_DENIED : Kind.UNAVAILABLE;
    String what =
        switch (status) {
          case 401, 403 -> ": the agent at " + address + " refuses the agent-token of " + token;
          case 404, 405 -> ": is it the agent that answers at " + address + "?";
          case 429 -> ": the agent has too many connections, raise its max_conn";
          default -> " of the agent";
        };
    return AwsErrors.exception(kind, bundle, "HTTP status " + status + what);
  }

  private static SecretException refusalOfAws(
      SecretLocation bundle, String code, @Nullable String message) {
    return AwsErrors.exception(
        AwsCodes.kind(code, message).orElse(Kind.UNAVAILABLE),
        bundle,
        action(code, message)
            .map(what -> code + what)
            .or(() -> AwsCodes.reason(code, message))
            .orElse("the agent gave no reason"));
  }

  /** What to do where that is another thing than for whom AWS refuses itself. */
  private static Optional<String> action(String code, @Nullable String message) {
    if (AwsCodes.isOfCredentials(code, message)) {
      return Optional.of(": AWS refuses the credentials of the agent");
    }
    if (AwsCodes.THROTTLED.contains(code)) {
      return Optional.of(
          ": AWS is asked too often, raise keyturn.cache.ttl or the agent's ttl_seconds");
    }
    return Optional.ofNullable(
        switch (code) {
          case "ConnectionError", "TimeoutError" -> ": the agent does not reach AWS";
          case "InternalFailure" -> " of the agent: it may have no credentials";
          default -> null;
        });
  }
}
