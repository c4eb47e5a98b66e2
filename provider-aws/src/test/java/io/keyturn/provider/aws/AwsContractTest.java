package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The contract, against moto. */
@Witness(value = Row.CONTENT, kind = Witness.Kind.REAL)
final class AwsContractTest extends SecretProviderContract {
  @AutoClose private static MotoGate gate;

  @AutoClose private static SecretsManagerClient admin;

  @BeforeAll
  static void open() {
    gate = new MotoGate(Servers.moto().address());
    admin = Servers.admin(Servers.moto().address());
  }

  @Override
  protected ProviderHarness newHarness() {
    return new AwsHarness(gate, admin);
  }

  @Test
  void the_documentation_lists_the_capabilities() throws IOException {
    assertThat(Files.readString(Path.of("../docs/providers/aws.md")))
        .contains(Capability.markdown(AwsHarness.CAPABILITIES));
  }
}
