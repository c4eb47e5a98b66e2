package io.keyturn.provider.vault;

import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;

@Witness(
    value = {Row.KV2, Row.RIGHTS},
    kind = Witness.Kind.REAL)
class VaultKv2ContractTest extends SecretProviderContract {
  @Override
  protected ProviderHarness newHarness() {
    return new VaultHarness(true);
  }
}
