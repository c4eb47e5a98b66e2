package io.keyturn.testkit;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A random value whose every form {@link LeakGuard} looks for. Immutable and thread-safe; it prints
 * nothing of the value.
 */
public final class Canary {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 16;

  private final String text;
  private final String place;
  private final Map<String, String> forms;

  /**
   * @param place where it was made, or given to the guard
   */
  Canary(String text, String place) {
    this.text = text;
    this.place = place;
    this.forms = Forms.of(text);
  }

  static Canary random(String place) {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return new Canary("canary" + HexFormat.of().formatHex(bytes), place);
  }

  /**
   * {@return the value; ASCII letters and digits unless it was given to {@link LeakGuard#guard}}
   */
  public String text() {
    return text;
  }

  /** {@return the value in UTF-8, in a new array} */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The name of a form that a text, as {@link Forms#plain} writes it, has in it. */
  Optional<String> formIn(String plain) {
    return forms.entrySet().stream()
        .filter(form -> plain.contains(form.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The length of its longest form. */
  int longest() {
    return forms.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /** Where it was made; nothing of the value. */
  @Override
  public String toString() {
    return "Canary[made at " + place + "]";
  }
}
