package io.keyturn.internal.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** What AWS's own signer has signed, signed again. */
final class SignatureV4Test {
  private static final Instant NOW = Instant.parse("2026-11-04T15:05:06.789Z");

  private final AwsCredentialsIdentity who =
      AwsSessionCredentialsIdentity.create(random(), random(), random());

  @ParameterizedTest
  @CsvSource({
    "https://sts.amazonaws.com/, us-east-1, sts, Action=GetCallerIdentity",
    "https://secretsmanager.eu-west-1.amazonaws.com, eu-west-1, secretsmanager, {}",
    "http://localhost:5000/a/b/, eu-west-1, service, schlüssel",
    "http://localhost:5000/a/b, eu-west-1, service, ''"
  })
  void it_is_that_of_the_sdk(URI uri, String region, String service, String body) {
    SdkHttpRequest theirs = signed(uri, region, service, body);
    Map<String, String> headers = new TreeMap<>();
    theirs.forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
    String authorization = headers.remove("Authorization");
    SignatureV4 ours = new SignatureV4(NOW, region, service);

    assertThat(ours.time()).isEqualTo(headers.get("X-Amz-Date"));
    assertThat(
            ours.authorization(
                uri.getRawPath(),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                who.accessKeyId(),
                who.secretAccessKey()))
        .isEqualTo(authorization);
  }

  private SdkHttpRequest signed(URI uri, String region, String service, String body) {
    return AwsV4HttpSigner.create()
        .sign(
            SignRequest.builder(who)
                .request(
                    SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(uri)
                        .putHeader("Content-Type", "text/plain; charset=utf-8")
                        .putHeader("x-amz-blanks", "  a   b ")
                        .putHeader("Z-Last", "z")
                        .build())
                .payload(ContentStreamProvider.fromUtf8String(body))
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC))
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .build())
        .request();
  }

  private static String random() {
    return UUID.randomUUID().toString();
  }
}
