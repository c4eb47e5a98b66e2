/**
 * Secrets from HashiCorp Vault, read through Spring Vault: KV of both versions, users of databases
 * and whatever else a path answers, with their leases.
 *
 * <p>It is used by configuration, as the store type {@code vault}; {@link
 * io.keyturn.provider.vault.VaultSecretProviderFactory} lists the settings. Everything here is safe
 * for use by several threads. No type here prints a secret value or a credential.
 */
// Where to start: VaultSecretProviderFactory puts the parts together, VaultSecretProvider reads
// with them.
//   Session     the token of requests, from a Login that Logins choose: SessionToken, Life, Keepers
//   Mounts      which Engine a path is of: Kv or PlainPath, Known or Detected
//   Leasing     what becomes of Leases: renewed, replaced, revoked
//   Connection  HTTP and TLS: Transport, Clients, Tls; an Answer is what came
//   VaultKeys   the settings, with LoginKeys, MountKeys, LeaseKeys and TransportKeys
@NullMarked
package io.keyturn.provider.vault;

import org.jspecify.annotations.NullMarked;
