package io.keyturn.provider.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 of a request to STS: a POST without a query, all its headers signed. Source:
 * "Create a signed AWS API request", AWS IAM User Guide.
 *
 * <p>The SDK's own signer logs the session token at DEBUG, and a library cannot turn a logger off.
 */
final class AwsSignature {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String END = "aws4_request";

  private AwsSignature() {}

  /** The headers, with what makes them signed. */
  static SortedMap<String, String> signed(
      Map<String, String> headers, byte[] body, AwsSts sts, AwsKeys keys, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("Host", sts.uri().getRawAuthority());
    signed.put("X-Amz-Date", time);
    keys.sessionToken().ifPresent(token -> signed.put("X-Amz-Security-Token", token));
    signed.put("Authorization", authorization(signed, body, sts, keys, time));
    return signed;
  }

  private static String authorization(
      Map<String, String> headers, byte[] body, AwsSts sts, AwsKeys keys, String time) {
    SortedMap<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    String names = String.join(";", lower.keySet());
    StringBuilder lines = new StringBuilder();
    lower.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    String request =
        String.join("\n", "POST", sts.uri().getRawPath(), "", lines, names, hex(sha256(body)));

    String day = time.substring(0, 8);
    String scope = String.join("/", day, sts.region(), "sts", END);
    String text = String.join("\n", ALGORITHM, time, scope, hex(sha256(utf8(request))));
    byte[] key = utf8("AWS4" + keys.secretAccessKey());
    for (String part : new String[] {day, sts.region(), "sts", END}) {
      key = hmac(key, part);
    }
    return "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(ALGORITHM, keys.accessKeyId(), scope, names, hex(hmac(key, text)));
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
}
