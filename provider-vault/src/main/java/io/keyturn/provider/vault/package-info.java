/** Secrets from HashiCorp Vault. */
@NullMarked
package io.keyturn.provider.vault;

import org.jspecify.annotations.NullMarked;
