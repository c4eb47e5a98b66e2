package io.keyturn.provider.vault;

import java.time.Duration;
import org.springframework.vault.support.VaultToken;

/**
 * What a token asks of itself, by <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/token">Vault's token auth method</a>,
 * in the namespace where it was made. Each costs one of its uses. Thread-safe.
 */
interface TokenApi {
  Answer renew(VaultToken token, Duration increment);

  Answer lookUp(VaultToken token);

  /** Ends it, with all leases that it made. */
  Answer revoke(VaultToken token);
}
