package io.keyturn.bench.start;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Reads one AWS secret by the SDK alone, with the client and the settings that Keyturn gives it.
 */
final class AwsBareMain {
  private AwsBareMain() {}

  public static void main(String[] arguments) {
    SecretsManagerClient client =
        SecretsManagerClient.builder()
            .region(Region.of(System.getenv("AWS_REGION")))
            .endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL")))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(2))
                    .socketTimeout(Duration.ofSeconds(3)))
            .overrideConfiguration(
                sdk ->
                    sdk.apiCallTimeout(Duration.ofSeconds(10))
                        .apiCallAttemptTimeout(Duration.ofSeconds(3))
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(2)
                                .build()))
            .build();
    if (!client.getSecretValue(r -> r.secretId("prod/mailjet")).secretString().equals("a")) {
      throw new IllegalStateException("another value");
    }
    System.exit(0);
  }
}
