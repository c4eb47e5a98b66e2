package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

final class QuietSignerTest {
  private final AwsCredentialsIdentity keys = AwsCredentialsIdentity.create(random(), random());
  private final AwsCredentialsIdentity session =
      AwsSessionCredentialsIdentity.create(random(), random(), random());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://secretsmanager.eu-west-1.amazonaws.com/",
        "https://secretsmanager.eu-west-1.amazonaws.com",
        "http://localhost:5000/",
        "https://sts.eu-west-1.amazonaws.com/",
        "https://proxy.example:443/"
      })
  void it_signs_as_the_sdk_does(String address) {
    assertThat(signature(address, keys, new QuietSigner()))
        .isEqualTo(signature(address, keys, AwsV4HttpSigner.create()));
    assertThat(signature(address, session, new QuietSigner()))
        .isEqualTo(signature(address, session, AwsV4HttpSigner.create()));
  }

  /**
   * The SDK's signer adds a header with the hash of the body; given to both, they sign the same.
   */
  private static String signature(
      String address, AwsCredentialsIdentity who, HttpSigner<AwsCredentialsIdentity> signer) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(address)
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
            .putHeader("x-amz-meta-blanks", "  a   b ")
            .build();
    SdkHttpRequest hashed =
        sign(request, who, AwsV4HttpSigner.create()).toBuilder()
            .removeHeader("Authorization")
            .build();
    return sign(hashed, who, signer).firstMatchingHeader("Authorization").orElseThrow();
  }

  private static SdkHttpRequest sign(
      SdkHttpRequest request,
      AwsCredentialsIdentity who,
      HttpSigner<AwsCredentialsIdentity> signer) {
    return signer
        .sign(
            SignRequest.builder(who)
                .request(request)
                .payload(ContentStreamProvider.fromUtf8String("{\"SecretId\":\"prod/mailjet\"}"))
                .putProperty(
                    HttpSigner.SIGNING_CLOCK,
                    Clock.fixed(Instant.parse("2026-11-24T04:05:06Z"), ZoneOffset.UTC))
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                .build())
        .request();
  }

  private static String random() {
    return UUID.randomUUID().toString();
  }
}
