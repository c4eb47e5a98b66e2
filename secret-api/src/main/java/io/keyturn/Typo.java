package io.keyturn;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known key that a wrong one was meant to be. */
final class Typo {
  private static final int MOST_EDITS = 2;

  private final String written;

  private Typo(String written) {
    this.written = written;
  }

  /**
   * A question after the nearest known key, to be added to a problem; the empty text where none is
   * near. It shows nothing of what was written.
   *
   * @param known keys; one that ends in a dot or {@code _} is followed by a name
   */
  static String hint(String written, Collection<String> known) {
    Typo typo = new Typo(written);
    Optional<String> nearest =
        known.stream()
            .filter(key -> typo.distance(key) <= Math.min(MOST_EDITS, written.length() / 3))
            .min(Comparator.comparingInt(typo::distance).thenComparing(Comparator.naturalOrder()));
    return nearest.map(key -> "; did you mean " + shown(key) + "?").orElse("");
  }

  private static String shown(String key) {
    return isPrefix(key) ? key + "<name>" : key;
  }

  private static boolean isPrefix(String key) {
    return key.endsWith(".") || key.endsWith("_");
  }

  private int distance(String key) {
    if (!isPrefix(key)) {
      return edits(written, key);
    }
    int fewest = edits(written, key);
    int longest = Math.min(written.length(), key.length() + MOST_EDITS);
    for (int end = Math.max(1, key.length() - MOST_EDITS); end <= longest; end++) {
      if (written.charAt(end - 1) == key.charAt(key.length() - 1)) {
        fewest = Math.min(fewest, edits(written.substring(0, end), key));
      }
    }
    return fewest;
  }

  /** How many characters are to be changed, added or left out (Levenshtein). */
  private static int edits(String a, String b) {
    if (Math.abs(a.length() - b.length()) > MOST_EDITS) {
      return MOST_EDITS + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
