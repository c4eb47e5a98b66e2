package io.keyturn.provider.vault;

import io.keyturn.internal.aws.SignatureV4;
import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The STS that Vault asks; what is signed must be for the same.
 *
 * @param uri its address
 * @param region it is in
 */
record AwsSts(URI uri, String region) {
  private static final String GLOBAL = "us-east-1"; // which the global address is in

  /** Vault asks the global one unless it is configured otherwise. */
  static AwsSts of(ProviderSettings settings) {
    String region = settings.text(LoginKeys.AWS_REGION).orElse(GLOBAL);
    String host = settings.text(LoginKeys.AWS_REGION).map(AwsSts::host).orElse("sts.amazonaws.com");
    URI uri = settings.uri(LoginKeys.AWS_STS_ENDPOINT).orElse(URI.create("https://" + host));
    return new AwsSts(uri.getRawPath().isEmpty() ? uri.resolve("/") : uri, region);
  }

  private static String host(String region) {
    return "sts." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
  }

  /** The headers of a POST to it, with what makes them all signed. */
  Map<String, String> signed(Map<String, String> headers, byte[] body, AwsKeys keys, Instant now) {
    SignatureV4 signature = new SignatureV4(now, region, "sts");
    Map<String, String> signed = new TreeMap<>(headers);
    signed.put("Host", uri.getRawAuthority());
    signed.put("X-Amz-Date", signature.time());
    keys.sessionToken().ifPresent(token -> signed.put("X-Amz-Security-Token", token));
    String authorization =
        signature.authorization(
            uri.getRawPath(), signed, body, keys.accessKeyId(), keys.secretAccessKey());
    signed.put("Authorization", authorization);
    return signed;
  }
}
