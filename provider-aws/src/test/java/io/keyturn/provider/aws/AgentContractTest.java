package io.keyturn.provider.aws;

import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;
import io.keyturn.testservers.SecretsManagerAgent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The contract, against the local agent, which keeps nothing in its cache, over moto. */
@Witness(value = Row.AGENT_READS, kind = Witness.Kind.REAL)
final class AgentContractTest extends SecretProviderContract {
  @AutoClose private static MotoGate gate;

  @AutoClose private static SecretsManagerClient admin;

  @AutoClose private static SecretsManagerAgent agent;

  @BeforeAll
  static void open() {
    admin = Servers.admin(Servers.moto().address());
    agent = Servers.agent("ttl_seconds = 0", "ignore_transient_errors = false");
    gate = new MotoGate(agent.address());
  }

  @Override
  protected ProviderHarness newHarness() {
    return new AgentHarness(gate, admin, agent);
  }
}
