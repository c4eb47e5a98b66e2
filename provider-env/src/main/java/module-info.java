/** Secrets from environment variables, system properties and files. */
module io.keyturn.provider.env {
  requires static org.jspecify;
  requires transitive io.keyturn;

  exports io.keyturn.provider.env;

  provides io.keyturn.provider.SecretProviderFactory with
      io.keyturn.provider.env.EnvSecretProviderFactory,
      io.keyturn.provider.env.FileSecretProviderFactory;
}
