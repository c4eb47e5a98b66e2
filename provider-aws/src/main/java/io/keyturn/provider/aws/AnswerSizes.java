package io.keyturn.provider.aws;

import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * How many bytes secrets take at most in an answer, so that no more are asked for together than are
 * read of one.
 *
 * <p>Twenty secrets of 64 KiB, the most that AWS keeps of one (its API reference, CreateSecret),
 * are larger than that. What is not known, or small, counts as 8 KiB, and only what is larger is
 * remembered. Thread-safe.
 */
final class AnswerSizes {
  private static final int SMALL = 8 * 1024;

  /** A name, an ARN, ids, stages and dates. */
  private static final int ENVELOPE = 2048;

  /** A character that JSON writes as {@code \}{@code u0000}. */
  private static final int MOST_OF_A_CHARACTER = 6;

  private final Map<SecretLocation, Integer> large = new ConcurrentHashMap<>();

  void note(SecretLocation bundle, @Nullable String text, @Nullable SdkBytes binary) {
    int size =
        ENVELOPE
            + (text == null ? 0 : json(text))
            + (binary == null ? 0 : base64(binary.asByteArrayUnsafe().length));
    if (size > SMALL) {
      large.put(bundle, size);
    } else {
      large.remove(bundle);
    }
  }

  /** More than is read of an answer. */
  void noteTooLarge(SecretLocation bundle) {
    large.put(bundle, Exchange.MAX_BYTES);
  }

  private static int json(String text) {
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      size += json(text.charAt(i));
    }
    return size;
  }

  private static int json(char c) {
    if (c == '"' || c == '\\' || c == '/' || c == '\n') {
      return 2;
    }
    return c < ' ' || c > '~' ? MOST_OF_A_CHARACTER : 1;
  }

  private static int base64(int bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /** The bundles in their order, in parts that each fit into an answer. */
  List<List<SecretLocation>> split(List<SecretLocation> bundles) {
    List<List<SecretLocation>> parts = new ArrayList<>();
    int room = 0;
    for (SecretLocation bundle : bundles) {
      int size = large.getOrDefault(bundle, SMALL);
      if (size > room) {
        parts.add(new ArrayList<>());
        room = Exchange.MAX_BYTES;
      }
      parts.get(parts.size() - 1).add(bundle);
      room -= size;
    }
    return parts;
  }
}
