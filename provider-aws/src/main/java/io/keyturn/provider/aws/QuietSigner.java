package io.keyturn.provider.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
 * Signs requests to Secrets Manager and STS, by Signature Version 4, and logs nothing.
 *
 * <p>The SDK's own signer logs the session token at DEBUG, and a library cannot turn a logger off.
 * Made for what these need: a POST without a query, its body signed. A test compares it with the
 * SDK's. Source: "Create a signed AWS API request", AWS IAM User Guide.
 */
final class QuietSigner
    implements HttpSigner<AwsCredentialsIdentity>, AuthScheme<AwsCredentialsIdentity> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String END = "aws4_request";

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
    String time = TIME.format(clock.instant().plus(ahead));
    SdkHttpRequest.Builder signed = request.request().toBuilder();
    signed.putHeader("Host", host(request.request()));
    signed.putHeader("X-Amz-Date", time);
    if (request.identity() instanceof AwsSessionCredentialsIdentity session) {
      signed.putHeader("X-Amz-Security-Token", session.sessionToken());
    }
    signed.putHeader("Authorization", authorization(request, signed.build(), time));
    return SignedRequest.builder()
        .request(signed.build())
        .payload(request.payload().orElse(null))
        .build();
  }

  private static String host(SdkHttpRequest request) {
    int standard = request.protocol().equals("https") ? 443 : 80;
    return request.port() == standard ? request.host() : request.host() + ":" + request.port();
  }

  private static String authorization(
      SignRequest<? extends AwsCredentialsIdentity> request, SdkHttpRequest unsigned, String time) {
    SortedMap<String, String> headers = signedHeaders(unsigned);
    String names = String.join(";", headers.keySet());
    String lines =
        headers.entrySet().stream()
            .map(h -> h.getKey() + ":" + h.getValue() + "\n")
            .collect(Collectors.joining());
    String path = unsigned.encodedPath().isEmpty() ? "/" : unsigned.encodedPath();
    String canonical =
        String.join(
            "\n", unsigned.method().name(), path, "", lines, names, hex(sha256(body(request))));

    String day = time.substring(0, 8);
    String region = request.requireProperty(AwsV4HttpSigner.REGION_NAME);
    String service = request.requireProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME);
    String scope = String.join("/", day, region, service, END);
    String text = String.join("\n", ALGORITHM, time, scope, hex(sha256(utf8(canonical))));
    byte[] key = utf8("AWS4" + request.identity().secretAccessKey());
    for (String part : new String[] {day, region, service, END}) {
      key = hmac(key, part);
    }
    return ALGORITHM
        + " Credential="
        + request.identity().accessKeyId()
        + "/"
        + scope
        + ", SignedHeaders="
        + names
        + ", Signature="
        + hex(hmac(key, text));
  }

  /** Those that must be signed: the host, the content type, and what begins with x-amz. */
  private static SortedMap<String, String> signedHeaders(SdkHttpRequest request) {
    SortedMap<String, String> headers = new TreeMap<>();
    request.forEachHeader(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.equals("host") || lower.equals("content-type") || lower.startsWith("x-amz-")) {
            headers.put(
                lower,
                values.stream()
                    .map(v -> v.strip().replaceAll(" +", " "))
                    .collect(Collectors.joining(",")));
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

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public CompletableFuture<AsyncSignedRequest> signAsync(
      AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
    throw new UnsupportedOperationException("only the synchronous client is used");
  }
}
