/** Secrets from HashiCorp Vault. */
module io.keyturn.provider.vault {
  requires static org.jspecify;
  requires static software.amazon.awssdk.auth; // for the login by AWS alone
  requires static software.amazon.awssdk.identity.spi;
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
