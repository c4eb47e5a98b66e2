package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultAgent;
import io.keyturn.testservers.VaultDatabase;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases by way of a real Vault Agent that caches them. */
@Timeout(60)
class AgentLeasesTest {
  private final VaultServer vault = Vaults.shared();
  private final VaultDatabase database = Databases.shared();
  private final String role = Databases.role(3600, 86_400);
  private final SecretLocation bundle = Vaults.location(role);

  private VaultAgent agent() {
    String name = UUID.randomUUID().toString();
    vault.policy(name, Vaults.rule(role, "read") + Vaults.rule("sys/leases/revoke", "update"));
    VaultServer.AppRole login = vault.logins().appRole(name, TokenTerms.of(name));
    LeakGuard.guard(login.secretId());
    return VaultAgent.of(vault, login).ownToken().cache().start();
  }

  @Test
  @Witness(value = Row.AGENT_LEASES, kind = Witness.Kind.REAL)
  void a_lease_that_is_given_again_is_the_same_version_and_never_revoked() throws IOException {
    try (VaultAgent agent = agent();
        SecretProvider provider =
            Vaults.withToken(agent.address(), Files.readString(agent.tokenFile()))) {
      SecretBundle user = provider.fetch(bundle);

      assertThat(provider.fetch(bundle).version()).isEqualTo(user.version());
      provider.retire(bundle, user.version().orElseThrow());

      assertThat(provider.fetch(bundle).version()).isEqualTo(user.version());
      assertThat(Databases.letsIn(user)).isTrue();
      assertThat(database.made(role)).hasSize(1);
    }
  }
}
