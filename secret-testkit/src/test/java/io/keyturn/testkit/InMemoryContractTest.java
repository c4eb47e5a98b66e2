package io.keyturn.testkit;

// region contract
final class InMemoryContractTest extends SecretProviderContract {
  @Override
  protected ProviderHarness newHarness() {
    return new InMemoryHarness();
  }
}
// endregion
