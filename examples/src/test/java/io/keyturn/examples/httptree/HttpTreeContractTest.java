package io.keyturn.examples.httptree;

import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;

// region contract
final class HttpTreeContractTest extends SecretProviderContract {
  @Override
  protected ProviderHarness newHarness() {
    return new HttpTreeHarness();
  }
}
// endregion
