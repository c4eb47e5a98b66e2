package io.keyturn.provider.env;

import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;
import org.junit.jupiter.api.Nested;

/** The contract, for each form of a bundle that a file or a directory can be. */
final class FileSecretProviderContractTest {
  @Nested
  final class DotenvFile extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return new DotenvHarness();
    }
  }

  @Nested
  final class PropertiesFile extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return new PropertiesHarness();
    }
  }

  @Nested
  final class JsonFile extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return new WholeFileHarness(".json");
    }
  }

  @Nested
  final class OneValue extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return new WholeFileHarness("");
    }
  }

  @Nested
  final class Directory extends SecretProviderContract {
    @Override
    protected ProviderHarness newHarness() {
      return new DirectoryHarness();
    }
  }
}
