package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/** Text files: UTF-8, with or without a byte order mark. */
final class Utf8 {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Utf8() {}

  static byte[] withoutMark(byte[] bytes) {
    boolean marked =
        bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
  }

  /**
   * The text that the bytes are.
   *
   * @throws SecretFormatException if they are none, or a NUL is in it
   */
  static String text(SecretLocation location, byte[] bytes) {
    if (isUtf16(bytes)) {
      throw new SecretFormatException(location, "the file is UTF-16: save it as UTF-8");
    }
    Optional<String> text = text(bytes);
    if (text.isEmpty()) {
      throw new SecretFormatException(location, "the file is not UTF-8 text");
    }
    if (text.get().indexOf('\0') >= 0) {
      throw new SecretFormatException(location, "the file has a NUL byte");
    }
    return text.get();
  }

  /** The text that the bytes are, if they are one. */
  static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** By its byte order mark; that of UTF-32 begins with the same bytes or with two zeros. */
  private static boolean isUtf16(byte[] bytes) {
    return bytes.length >= 2
        && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
            || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
  }
}
