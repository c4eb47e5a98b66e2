/** Secrets from HashiCorp Vault. */
module io.keyturn.provider.vault {
  requires static org.jspecify;
  requires io.keyturn;
}
