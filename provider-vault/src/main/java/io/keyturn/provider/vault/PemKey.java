package io.keyturn.provider.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The private key in a PEM text: PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or
 * SEC 1 ({@code EC PRIVATE KEY}).
 *
 * <p>The JDK reads PKCS#8 alone, which is a name of the algorithm around either of the others (RFC
 * 5208, RFC 5915); Vault and OpenSSL write these.
 */
final class PemKey {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";
  private static final String KEY = "PRIVATE KEY";
  private static final List<String> ALGORITHMS = List.of("RSA", "RSASSA-PSS", "EC", "EdDSA");

  // DER (X.690): tags, the version 0, and the identifiers with their parameters.
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int CURVE = 0xa0;
  private static final byte[] VERSION_0 = {INTEGER, 1, 0};
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PemKey() {}

  /**
   * Reads the first private key.
   *
   * @throws GeneralSecurityException if there is none, or it is encrypted
   */
  static PrivateKey of(byte[] pem) throws GeneralSecurityException {
    String text = new String(pem, ISO_8859_1);
    int end = text.indexOf(KEY + DASHES);
    int begin = text.lastIndexOf(BEGIN, end);
    int close = text.indexOf(DASHES + "END ", end);
    if (begin < 0 || close < 0) {
      throw new InvalidKeyException("no key");
    }
    String form = text.substring(begin + BEGIN.length(), end + KEY.length());
    byte[] der = decoded(text.substring(end + KEY.length() + DASHES.length(), close).strip());
    return key(pkcs8(form, der));
  }

  private static byte[] decoded(String base64) throws InvalidKeyException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) { // it may quote
      throw new InvalidKeyException("not Base64");
    }
  }

  private static byte[] pkcs8(String form, byte[] der) throws InvalidKeyException {
    return switch (form) {
      case KEY -> der;
      case "RSA " + KEY -> pkcs8(RSA, new byte[0], der);
      case "EC " + KEY -> pkcs8(EC, curve(der), der);
      default -> throw new InvalidKeyException("another form, such as an encrypted one");
    };
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
    return element(
        SEQUENCE, VERSION_0, element(SEQUENCE, algorithm, parameters), element(OCTETS, key));
  }

  /** That of an EC key: version, number, and the curve by its name. */
  private static byte[] curve(byte[] key) throws InvalidKeyException {
    try {
      ByteBuffer members = content(SEQUENCE, ByteBuffer.wrap(key));
      content(INTEGER, members);
      content(OCTETS, members);
      ByteBuffer curve = content(CURVE, members);
      return Arrays.copyOfRange(
          curve.array(), curve.arrayOffset(), curve.arrayOffset() + curve.limit());
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new InvalidKeyException("not DER");
    }
  }

  /** Of the next element, after which the position is then. */
  private static ByteBuffer content(int tag, ByteBuffer der) throws InvalidKeyException {
    if ((der.get() & 0xff) != tag) {
      throw new InvalidKeyException("another element");
    }
    int length = der.get() & 0xff;
    if (length > 0x80) {
      int bytes = length & 0x7f;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (der.get() & 0xff);
      }
    }
    ByteBuffer content = der.slice(der.position(), length);
    der.position(der.position() + length);
    return content;
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer element = ByteBuffer.allocate(4 + length).put((byte) tag);
    if (length < 0x80) {
      element.put((byte) length);
    } else if (length < 0x100) {
      element.put((byte) 0x81).put((byte) length);
    } else {
      element.put((byte) 0x82).putShort((short) length); // keys are below 64 KiB
    }
    for (byte[] part : parts) {
      element.put(part);
    }
    return Arrays.copyOf(element.array(), element.position());
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pkcs8);
    InvalidKeySpecException failure = new InvalidKeySpecException();
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        failure = e; // it is of another algorithm
      }
    }
    throw failure;
  }
}
