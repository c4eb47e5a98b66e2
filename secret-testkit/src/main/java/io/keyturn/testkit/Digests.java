package io.keyturn.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** The texts that a version made from a value would have in it. */
final class Digests {
  private static final List<String> ALGORITHMS = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

  /** Of a digest that was cut to be shorter. */
  private static final int START = 8;

  private Digests() {}

  /** The value itself and the starts of its usual digests, in lower case. */
  static List<String> of(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    List<String> digests = new ArrayList<>();
    digests.add(value.toLowerCase(Locale.ROOT));
    for (String algorithm : ALGORITHMS) {
      byte[] digest = digest(algorithm, bytes);
      digests.add(HexFormat.of().formatHex(digest).substring(0, START));
      digests.add(
          Base64.getEncoder().encodeToString(digest).substring(0, START).toLowerCase(Locale.ROOT));
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    digests.addAll(numbers(crc.getValue()));
    digests.addAll(numbers(value.hashCode()));
    return digests;
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> numbers(long number) {
    return List.of(Long.toString(number), String.format("%08x", (int) number));
  }
}
