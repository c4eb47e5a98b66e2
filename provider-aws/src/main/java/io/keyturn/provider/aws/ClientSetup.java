package io.keyturn.provider.aws;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.provider.ProviderSettings;
import java.time.Duration;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** What the SDK's clients of a store have in common, whichever service they ask. */
final class ClientSetup {
  private static final int ATTEMPTS = 2;

  private ClientSetup() {}

  /** Signs, waits and reads as Keyturn does; answers that are not readable are dropped. */
  static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B apply(
      B builder, ProviderSettings settings, Region region, Predicate<byte[]> readable) {
    Duration connect = settings.duration(AwsKeys.CONNECT_TIMEOUT).orElseThrow();
    Duration attempt = settings.duration(AwsKeys.ATTEMPT_TIMEOUT).orElseThrow();
    return builder
        .region(region)
        .fipsEnabled(EndpointVariant.FIPS.isWanted(settings))
        .dualstackEnabled(EndpointVariant.DUAL_STACK.isWanted(settings))
        .putAuthScheme(new QuietSigner())
        .httpClientBuilder(
            BoundedHttpClient.of(
                () ->
                    UrlConnectionHttpClient.builder()
                        .connectionTimeout(connect)
                        .socketTimeout(attempt),
                Proxies.of(settings, AwsKeys.PROXY),
                readable))
        .overrideConfiguration(
            sdk ->
                sdk.defaultProfileName(AwsClients.profile(settings))
                    .apiCallTimeout(Fallbacks.share(settings))
                    .apiCallAttemptTimeout(attempt)
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build()));
  }
}
