package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** How other regions are configured. */
final class FallbacksTest {
  private static final String ENDPOINT = "http://127.0.0.1:1";

  private static ProviderSettings.Builder regions(String list) {
    return Stores.aws(ENDPOINT)
        .text(AwsKeys.FALLBACK_REGIONS, list)
        .text(AwsKeys.FALLBACK_ENDPOINTS, "http://127.0.0.1:2,http://127.0.0.1:3");
  }

  private static void assertRefused(ProviderSettings.Builder settings, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AwsSecretProviderFactory().create(settings.build()))
        .withMessage(message);
  }

  @Test
  void they_are_lists_of_one_length() {
    assertThat(Fallbacks.of(regions("eu-central-1, us-east-1").build()))
        .containsExactly(
            new Fallbacks.Fallback(
                Region.EU_CENTRAL_1, Optional.of(URI.create("http://127.0.0.1:2"))),
            new Fallbacks.Fallback(
                Region.US_EAST_1, Optional.of(URI.create("http://127.0.0.1:3"))));
    assertThat(Fallbacks.of(Stores.aws(ENDPOINT).build())).isEmpty();
  }

  @Test
  void each_region_has_its_share_of_the_timeout() {
    assertThat(Fallbacks.share(Stores.aws(ENDPOINT).build())).isEqualTo(Duration.ofSeconds(10));
    assertThat(
            Fallbacks.share(regions("eu-central-1,us-east-1").text(AwsKeys.TIMEOUT, "9s").build()))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Frankfurt,us-east-1 | fallback-regions are no regions such as eu-central-1, separated by commas",
        "us-east-1, | fallback-regions are no regions such as eu-central-1, separated by commas",
        "us-east-1,us-east-1 | fallback-regions name a region twice, or that of the store",
        "us-east-1,eu-west-1 | fallback-regions name a region twice, or that of the store",
        "us-east-1 | fallback-endpoints are not as many as fallback-regions"
      })
  void regions_that_do_not_fit_are_refused(String list, String message) {
    assertRefused(regions(list), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://127.0.0.1:2 | one of fallback-endpoints is neither http nor https",
        "http://user@127.0.0.1:2 | one of fallback-endpoints is not an address",
        "http://a b | one of fallback-endpoints is not an address"
      })
  void addresses_that_cannot_be_asked_are_refused(String address, String message) {
    assertRefused(
        Stores.aws(ENDPOINT)
            .text(AwsKeys.FALLBACK_REGIONS, "us-east-1")
            .text(AwsKeys.FALLBACK_ENDPOINTS, address),
        message);
  }

  @Test
  void addresses_without_regions_are_refused() {
    assertRefused(
        Stores.aws(ENDPOINT).text(AwsKeys.FALLBACK_ENDPOINTS, ENDPOINT),
        "fallback-endpoints go with fallback-regions; they are missing");
  }

  @Test
  void an_endpoint_is_of_one_region() {
    assertRefused(
        Stores.aws(ENDPOINT).text(AwsKeys.FALLBACK_REGIONS, "us-east-1"),
        "fallback-endpoints are missing: endpoint is one of the store's region, not of others");
  }

  @Test
  void addresses_that_are_given_have_no_variant() {
    assertRefused(
        ProviderSettings.builder("aws-eu")
            .text(AwsKeys.REGION, "us-west-2")
            .text(AwsKeys.FALLBACK_REGIONS, "us-east-1")
            .text(AwsKeys.FALLBACK_ENDPOINTS, ENDPOINT)
            .text(AwsKeys.FIPS, "true"),
        "fallback-endpoints and fips exclude each other, since an address that is given is asked as"
            + " it is; leave one out, or set fips to false");
  }

  @Test
  void regions_alone_are_asked_at_aws() {
    ProviderSettings settings =
        ProviderSettings.builder("aws")
            .text(AwsKeys.REGION, "eu-west-1")
            .text(AwsKeys.FALLBACK_REGIONS, "eu-central-1")
            .build();

    try (SecretProvider provider = new AwsSecretProviderFactory().create(settings)) {
      assertThat(provider).hasToString("AwsSecretProvider[eu-west-1]");
    }
  }
}
