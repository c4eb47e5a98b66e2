package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import io.keyturn.testservers.SecretsManagerAgent;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets in moto, asked by the agent, before which the gate stands. */
final class AgentHarness extends AwsHarness {
  static final Set<Capability> CAPABILITIES = capabilitiesOfAgent();

  private final MotoGate gate;

  AgentHarness(MotoGate gate, SecretsManagerClient admin, SecretsManagerAgent agent) {
    super(
        gate,
        admin,
        CAPABILITIES,
        Stores.agent(gate.address(), Stores.token(agent.tokenFile()))
            .text(AwsKeys.TIMEOUT, "4s")); // the contract waits ten
    this.gate = gate;
  }

  private static Set<Capability> capabilitiesOfAgent() {
    EnumSet<Capability> capabilities = EnumSet.copyOf(AwsHarness.CAPABILITIES);
    capabilities.remove(Capability.BATCH);
    return Set.copyOf(capabilities);
  }

  @Override
  public void denyAccess(SecretLocation bundle) {
    trouble(
        any(anyUrl())
            .withQueryParam("secretId", equalTo(bundle.path()))
            .willReturn(Recorded.ACCESS_DENIED));
  }

  /** The agent itself refuses it. */
  @Override
  public SecretProvider wrongCredential() {
    return new AwsSecretProviderFactory()
        .create(Stores.agent(gate.address(), Stores::secret).build());
  }
}
