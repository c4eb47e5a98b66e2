/**
 * Secrets from HashiCorp Vault's KV engines, read through Spring Vault.
 *
 * <p>It is used by configuration, as the store type {@code vault}; {@link
 * io.keyturn.provider.vault.VaultSecretProviderFactory} lists the settings. Everything here is safe
 * for use by several threads. No type here prints a secret value or a credential.
 */
@NullMarked
package io.keyturn.provider.vault;

import org.jspecify.annotations.NullMarked;
