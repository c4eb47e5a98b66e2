/** Secrets from AWS Secrets Manager. */
module io.keyturn.provider.aws {
  requires static org.jspecify;
  requires io.keyturn;
}
