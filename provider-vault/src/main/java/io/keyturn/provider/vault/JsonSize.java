package io.keyturn.provider.vault;

import java.nio.ByteBuffer;

/**
 * How many bytes a JSON text has where each escape is what it stands for: Go writes {@code <} as
 * {@code \\u003c}. Of a text that is not JSON it is no more than it has. Not thread-safe.
 */
final class JsonSize {
  private static final int DIGITS = 4;

  private long size;
  private boolean escaped;
  private int missing;
  private int code;

  /** Adds what is next, without reading it away, and gives the size so far. */
  long add(ByteBuffer text) {
    for (int i = text.position(); i < text.limit(); i++) {
      add(text.get(i));
    }
    return size;
  }

  private void add(byte next) {
    if (missing > 0) {
      digit(next);
    } else if (escaped && next == 'u') {
      escaped = false;
      code = 0;
      missing = DIGITS;
    } else if (!escaped && next == '\\') {
      escaped = true;
    } else {
      escaped = false;
      size++;
    }
  }

  private void digit(byte next) {
    code = (code << 4) | Math.max(0, Character.digit(next, 16));
    missing--;
    if (missing == 0) {
      size += utf8();
    }
  }

  /** Half of a pair is half of what both are. */
  private int utf8() {
    if (code < 0x80) {
      return 1;
    }
    return code < 0x800 || Character.isSurrogate((char) code) ? 2 : 3;
  }
}
