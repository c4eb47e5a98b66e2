/**
 * Secrets that turn without a restart: the API, the provider SPI and the engine.
 *
 * @see io.keyturn.Secrets
 */
@SuppressWarnings("module") // the providers below, which are built after it
module io.keyturn {
  requires static org.jspecify;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;

  exports io.keyturn;
  exports io.keyturn.internal.aws to
      io.keyturn.provider.aws,
      io.keyturn.provider.vault;
  exports io.keyturn.internal.proxy to
      io.keyturn.provider.aws,
      io.keyturn.provider.vault;
  exports io.keyturn.provider;
  exports io.keyturn.secret;

  uses io.keyturn.provider.SecretProviderFactory;
}
