package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultAgent;
import org.junit.jupiter.api.Test;

/** A real agent, which wants the header that no browser sends. */
class AgentLoginTest {
  private final LoginProbe probe = new LoginProbe();

  private VaultAgent.Builder agent(TokenTerms terms) {
    return VaultAgent.of(probe.vault, probe.vault.logins().appRole(probe.name, terms))
        .requireRequestHeader();
  }

  private static ProviderSettings.Builder settings(VaultAgent agent) {
    return Vaults.settings(agent.address());
  }

  @Test
  @Witness(value = Row.AGENT, kind = Witness.Kind.REAL)
  void it_reads_with_the_token_of_the_agent() {
    try (VaultAgent agent = agent(probe.terms).ownToken().start()) {
      probe.assertReads(settings(agent).text(LoginKeys.LOGIN, "agent"));
    }
  }

  @Test
  @Witness(value = Row.AGENT_OWN_TOKEN, kind = Witness.Kind.REAL)
  void a_token_of_its_own_goes_through_the_agent() {
    String token = probe.vault.token(probe.terms);
    LeakGuard.guard(token);
    try (VaultAgent agent = agent(TokenTerms.of("none")).start()) {
      probe.assertReads(settings(agent).secret(LoginKeys.TOKEN, Vaults.secret(token)));
      probe.assertFails(
          settings(agent).text(LoginKeys.LOGIN, "agent").text(MountKeys.KV_VERSION, "2"),
          Kind.ACCESS_DENIED,
          "status 403: Vault does not know the token, or it is over, or none was sent: the token of"
              + " the agent");
    }
  }
}
