package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.client.RestTemplate;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class AwsStsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T04:05:06Z");

  private final String id = random();
  private final String key = random();
  private final String session = random();

  @ParameterizedTest
  @CsvSource({
    "https://sts.amazonaws.com/, us-east-1",
    "https://sts.eu-west-1.amazonaws.com/, eu-west-1",
    "http://localhost:5000/sts/, eu-west-1"
  })
  void it_signs_as_the_sdk_does(URI uri, String region) {
    AwsSts sts = new AwsSts(uri, region);

    assertSigned(sts, Optional.empty(), AwsCredentialsIdentity.create(id, key));
    assertSigned(sts, Optional.of(session), AwsSessionCredentialsIdentity.create(id, key, session));
  }

  /**
   * The SDK's signer adds a header with the hash of the body; given to both, they sign the same.
   */
  private void assertSigned(AwsSts sts, Optional<String> token, AwsCredentialsIdentity who) {
    SdkHttpRequest theirs = sign(sts, who);
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8",
            AwsLogin.SERVER_ID,
            "vault.example",
            "x-amz-content-sha256",
            header(theirs, "x-amz-content-sha256"));
    Map<String, String> ours =
        sts.signed(
            headers,
            AwsLogin.BODY.getBytes(StandardCharsets.UTF_8),
            new AwsKeys(id, key, token),
            NOW);

    assertThat(ours).isNotEmpty();
    ours.forEach((name, value) -> assertThat(header(theirs, name)).as(name).isEqualTo(value));
  }

  private static String header(SdkHttpRequest request, String name) {
    return request.firstMatchingHeader(name).orElse("none");
  }

  private static SdkHttpRequest sign(AwsSts sts, AwsCredentialsIdentity who) {
    return AwsV4HttpSigner.create()
        .sign(
            SignRequest.builder(who)
                .request(
                    SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(sts.uri())
                        .putHeader(
                            "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                        .putHeader(AwsLogin.SERVER_ID, "vault.example")
                        .build())
                .payload(ContentStreamProvider.fromUtf8String(AwsLogin.BODY))
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC))
                .putProperty(AwsV4HttpSigner.REGION_NAME, sts.region())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                .build())
        .request();
  }

  private static String random() {
    return UUID.randomUUID().toString();
  }

  /** The SDK may hold HTTP clients for them. */
  @Test
  void the_source_of_the_keys_is_closed_with_the_session() {
    AtomicInteger closed = new AtomicInteger();
    AwsKeys.Source keys =
        new AwsKeys.Source() {
          @Override
          public AwsKeys get() {
            return new AwsKeys(id, key, Optional.empty());
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    LoginEndpoint endpoint =
        new LoginEndpoint(
            new RestTemplate(), URI.create("http://127.0.0.1:1"), LoginMethod.AWS, "aws");
    AwsSts sts = new AwsSts(URI.create("https://sts.amazonaws.com/"), "us-east-1");

    new TestSession()
        .session(
            new AwsLogin(
                endpoint, Optional.empty(), keys, sts, Optional.empty(), Clock.systemUTC()))
        .close();

    assertThat(closed).hasValue(1);
  }
}
