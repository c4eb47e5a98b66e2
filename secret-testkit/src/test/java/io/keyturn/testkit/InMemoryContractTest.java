package io.keyturn.testkit;

final class InMemoryContractTest extends SecretProviderContract {
  @Override
  protected ProviderHarness newHarness() {
    return new InMemoryHarness();
  }
}
