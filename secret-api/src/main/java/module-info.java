/**
 * Secrets that turn without a restart: the API, the provider SPI and the engine.
 *
 * @see io.keyturn.Secrets
 */
module io.keyturn {
  requires static org.jspecify;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;

  exports io.keyturn;
  exports io.keyturn.provider;
  exports io.keyturn.secret;

  uses io.keyturn.provider.SecretProviderFactory;
}
