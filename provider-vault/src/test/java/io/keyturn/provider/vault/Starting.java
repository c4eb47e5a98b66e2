package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;

/** Asks an address where no Vault is; run by {@link SizeTest} on class paths of its own. */
public final class Starting implements Runnable {
  @Override
  public void run() {
    ProviderSettings settings =
        ProviderSettings.builder("vault")
            .text(VaultKeys.ADDRESS, "http://127.0.0.1:1")
            .secret(LoginKeys.TOKEN, () -> Secret.of("none"))
            .build();
    try (SecretProvider provider = new VaultSecretProviderFactory().create(settings)) {
      provider.fetch(SecretLocation.parse("vault://secret/any"));
    } catch (SecretUnavailableException nobodyThere) {
      // As it should be.
    }
  }
}
