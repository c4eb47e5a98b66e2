package io.keyturn.provider.env;

import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;
import org.junit.jupiter.api.Nested;

final class EnvSecretProviderContractTest {
  @Nested
  final class Variables extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return EnvHarness.variables();
    }
  }

  @Nested
  final class SystemProperties extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return EnvHarness.properties();
    }
  }
}
