package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A machine whose clock is wrong is told so, and its credentials are not blamed.
 *
 * <p>The SDK sets its own clock by the {@code Date} of such an answer and tries again: that heals
 * what it can, for the whole process. Here the wrong clock is the signer's, which it cannot heal.
 */
final class ClockSkewTest extends WireMockTest {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").withZone(ZoneOffset.UTC);

  /** As AWS: within some minutes of its own time, here in its hour or the ones beside it. */
  private static void answerByTheClock() {
    Instant now = Instant.now();
    String near = HOUR.format(now) + "|" + HOUR.format(now.plus(Duration.ofMinutes(15)));
    String right = "(" + near + "|" + HOUR.format(now.minus(Duration.ofMinutes(15))) + ")\\d{4}Z";
    answer(
        single(MAILJET.path())
            .withHeader("X-Amz-Date", matching(right))
            .willReturn(Recorded.secret(MAILJET.path(), "k")));
    answer(
        single(MAILJET.path())
            .withHeader("X-Amz-Date", not(matching(right)))
            .willReturn(
                Recorded.error(
                    403,
                    "RequestTimeTooSkewed",
                    "The difference between the request time and the current time is too large.")));
  }

  private static SecretsManagerClient client(Duration ahead) {
    return SecretsManagerClient.builder()
        .endpointOverride(URI.create(address()))
        .region(Region.of(Stores.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(Stores.KEY_ID, Stores.secret().exposeString())))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .putAuthScheme(new QuietSigner(ahead))
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -2})
  @Witness(value = Row.SKEWED, kind = Witness.Kind.RECORDED)
  void a_clock_that_is_hours_off_is_unavailable_and_says_what_to_do(int hours) {
    answerByTheClock();
    try (SecretsManagerClient client = client(Duration.ofHours(hours));
        AwsSecretProvider skewed = AwsSecretProvider.of(client)) {
      SecretException failure =
          catchThrowableOfType(SecretException.class, () -> skewed.fetch(MAILJET));

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure.reason())
          .isEqualTo(
              "RequestTimeTooSkewed: the clock of this machine differs from that of AWS, set it"
                  + " right");
    }
  }

  @Test
  void a_clock_that_is_right_reads() {
    answerByTheClock();
    try (SecretsManagerClient client = client(Duration.ZERO);
        AwsSecretProvider right = AwsSecretProvider.of(client)) {
      assertThat(right.fetch(MAILJET).version()).contains(Recorded.VERSION);
    }
  }
}
