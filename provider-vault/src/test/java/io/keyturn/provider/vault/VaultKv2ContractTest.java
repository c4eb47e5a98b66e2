package io.keyturn.provider.vault;

import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;

class VaultKv2ContractTest extends SecretProviderContract {
  @Override
  protected ProviderHarness newHarness() {
    return new VaultHarness(true);
  }
}
