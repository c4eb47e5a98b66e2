package io.keyturn.provider.aws;

import io.keyturn.internal.aws.SignatureV4;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpHeaders;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthScheme;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signs requests to Secrets Manager and STS, each a POST without a query, and logs nothing: in the
 * place of the SDK's signer, with which a test compares it.
 */
final class QuietSigner
    implements HttpSigner<AwsCredentialsIdentity>, AuthScheme<AwsCredentialsIdentity> {
  private final Duration ahead;

  QuietSigner() {
    this(Duration.ZERO);
  }

  /** As a machine signs whose clock is ahead; for tests. */
  QuietSigner(Duration ahead) {
    this.ahead = ahead;
  }

  @Override
  public String schemeId() {
    return AwsV4AuthScheme.SCHEME_ID;
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return providers.identityProvider(AwsCredentialsIdentity.class);
  }

  @Override
  public HttpSigner<AwsCredentialsIdentity> signer() {
    return this;
  }

  @Override
  public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
    Clock clock = request.requireProperty(HttpSigner.SIGNING_CLOCK, Clock.systemUTC());
    SignatureV4 signature =
        new SignatureV4(
            clock.instant().plus(ahead),
            request.requireProperty(AwsV4HttpSigner.REGION_NAME),
            request.requireProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME));
    SdkHttpRequest.Builder signed = request.request().toBuilder();
    signed.putHeader("Host", host(request.request()));
    signed.putHeader("X-Amz-Date", signature.time());
    if (request.identity() instanceof AwsSessionCredentialsIdentity session) {
      signed.putHeader("X-Amz-Security-Token", session.sessionToken());
    }
    signed.putHeader(
        "Authorization",
        signature.authorization(
            request.request().encodedPath(),
            headersToSign(signed),
            body(request),
            request.identity().accessKeyId(),
            request.identity().secretAccessKey()));
    return SignedRequest.builder()
        .request(signed.build())
        .payload(request.payload().orElse(null))
        .build();
  }

  private static String host(SdkHttpRequest request) {
    int standard = request.protocol().equals("https") ? 443 : 80;
    return request.port() == standard ? request.host() : request.host() + ":" + request.port();
  }

  /** The host, the content type, and what begins with x-amz: those that must be signed. */
  private static Map<String, String> headersToSign(SdkHttpHeaders request) {
    Map<String, String> headers = new TreeMap<>();
    request.forEachHeader(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.equals("host") || lower.equals("content-type") || lower.startsWith("x-amz-")) {
            headers.put(name, String.join(",", values));
          }
        });
    return headers;
  }

  private static byte[] body(SignRequest<?> request) {
    if (request.payload().isEmpty()) {
      return new byte[0];
    }
    try (InputStream body = request.payload().get().newStream()) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<AsyncSignedRequest> signAsync(
      AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
    throw new UnsupportedOperationException("only the synchronous client is used");
  }
}
