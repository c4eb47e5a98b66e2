package io.keyturn.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as bytes and back, without the replacement characters that would change a secret. */
final class Utf8 {
  /** What is wrong with a text that has no bytes. */
  static final String HALF = "it has half of a surrogate pair";

  private Utf8() {}

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  static byte[] bytes(String text) {
    try {
      ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text has half of a surrogate pair");
    }
  }

  /** The text of bytes. */
  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
