package io.keyturn.internal.aws;

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
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 of a POST without a query, its body signed. Source: "Create a signed AWS API
 * request", AWS IAM User Guide.
 *
 * <p>The SDK's own signer logs the session token at DEBUG, and a library cannot turn a logger off.
 */
public final class SignatureV4 {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern BLANKS = Pattern.compile(" +");

  private final String time;
  private final String[] scope;

  /** One that is made now, for a service of a region. */
  public SignatureV4(Instant now, String region, String service) {
    time = TIME.format(now);
    scope = new String[] {time.substring(0, 8), region, service, "aws4_request"};
  }

  /** What the header {@code X-Amz-Date} must be, which is to be signed too. */
  public String time() {
    return time;
  }

  /**
   * What the header {@code Authorization} must be.
   *
   * @param path without escapes, which would have to be escaped again
   * @param headers those to sign, {@code Host} among them
   */
  public String authorization(
      String path,
      Map<String, String> headers,
      byte[] body,
      String accessKeyId,
      String secretAccessKey) {
    SortedMap<String, String> canonical = new TreeMap<>();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String value = BLANKS.matcher(header.getValue().strip()).replaceAll(" ");
      canonical.put(header.getKey().toLowerCase(Locale.ROOT), value);
    }
    String names = String.join(";", canonical.keySet());
    String request =
        String.join(
            "\n", "POST", path.isEmpty() ? "/" : path, "", lines(canonical), names, sha256(body));
    String range = String.join("/", scope);
    String text = String.join("\n", ALGORITHM, time, range, sha256(utf8(request)));
    return String.join(
        ", ",
        ALGORITHM + " Credential=" + accessKeyId + "/" + range,
        "SignedHeaders=" + names,
        "Signature=" + hex(hmac(key(secretAccessKey), text)));
  }

  private static String lines(SortedMap<String, String> headers) {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      lines.append(header.getKey()).append(':').append(header.getValue()).append('\n');
    }
    return lines.toString();
  }

  private byte[] key(String secretAccessKey) {
    byte[] key = utf8("AWS4" + secretAccessKey);
    for (String part : scope) {
      key = hmac(key, part);
    }
    return key;
  }

  private static String sha256(byte[] bytes) {
    try {
      return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
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
