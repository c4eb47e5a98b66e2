/** Secrets from AWS Secrets Manager, for stores of type {@code aws}. */
module io.keyturn.provider.aws {
  requires transitive io.keyturn;
  requires transitive software.amazon.awssdk.services.secretsmanager;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.endpoints;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.auth.aws;
  requires software.amazon.awssdk.http.auth.spi;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.profiles;
  requires software.amazon.awssdk.protocols.jsoncore;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries;
  requires software.amazon.awssdk.services.sts;
  requires software.amazon.awssdk.utils;
  requires static org.jspecify;

  exports io.keyturn.provider.aws;

  provides io.keyturn.provider.SecretProviderFactory with
      io.keyturn.provider.aws.AwsSecretProviderFactory;
}
