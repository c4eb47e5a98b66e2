package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Reads secrets from AWS Secrets Manager by way of the local agent, which has the credentials and a
 * cache: a look asks the cache, a full read has the agent ask AWS.
 */
final class AgentSecretProvider implements SecretProvider {
  private final AgentClient agent;
  private final AgentErrors errors;
  private volatile boolean closed;

  private AgentSecretProvider(AgentClient agent, String token) {
    this.agent = agent;
    this.errors = new AgentErrors(agent.address(), token);
  }

  static AgentSecretProvider of(ProviderSettings settings) {
    return new AgentSecretProvider(new AgentClient(settings), settings.origin(AwsKeys.AGENT_TOKEN));
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    return read(bundle, true);
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    SecretBundle found = read(bundle, false);
    return found.version().equals(Optional.of(known))
        ? new Outcome.Unchanged()
        : new Outcome.Fetched(found);
  }

  private SecretBundle read(SecretLocation bundle, boolean refresh) {
    if (closed) {
      throw new IllegalStateException("the provider is closed");
    }
    HttpExecuteResponse answer = ask(bundle, refresh);
    Optional<JsonNode> body = answer.responseBody().map(JsonNode.parser()::parse);
    if (!answer.httpResponse().isSuccessful() || body.isEmpty()) {
      throw errors.of(bundle, answer.httpResponse().statusCode(), body);
    }
    return AgentBundles.of(bundle, body.get());
  }

  private HttpExecuteResponse ask(SecretLocation bundle, boolean refresh) {
    try {
      return agent.get(bundle, refresh);
    } catch (IOException e) {
      throw errors.of(bundle, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      throw errors.of(bundle, e);
    }
  }

  /**
   * As for AWS itself, but an ARN may be of any region: the agent asks where it is configured to.
   */
  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    return SecretId.normalize(bundle);
  }

  @Override
  public void close() {
    closed = true;
    agent.close();
  }

  /** The agent's address, no token. */
  @Override
  public String toString() {
    return "AgentSecretProvider[" + agent.address() + "]";
  }
}
