/** Secrets from HashiCorp Vault. */
module io.keyturn.provider.vault {
  requires static org.jspecify;
  requires com.fasterxml.jackson.core;
  requires transitive io.keyturn;
  requires java.net.http;
  requires org.slf4j;
  requires spring.vault.core;
  requires spring.web;

  exports io.keyturn.provider.vault;

  provides io.keyturn.provider.SecretProviderFactory with
      io.keyturn.provider.vault.VaultSecretProviderFactory;
}
