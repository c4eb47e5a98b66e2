/** Secrets from environment variables, system properties and files. */
module io.keyturn.provider.env {
  requires static org.jspecify;
  requires io.keyturn;
}
