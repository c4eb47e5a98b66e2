package io.keyturn.bench;

import java.util.SortedMap;
import java.util.TreeMap;

/** What was measured: numbers by their names. */
public final class Figures {
  private final SortedMap<String, Double> byName = new TreeMap<>();

  /**
   * Takes a figure, to four digits: what comes after is noise.
   *
   * @param name what it is, in words joined by dots
   * @param value the number
   */
  public void put(String name, double value) {
    byName.put(name, rounded(value));
  }

  private static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : Double.parseDouble(String.format(java.util.Locale.ROOT, "%.3e", value));
  }

  /** {@return all of them} */
  public SortedMap<String, Double> byName() {
    return byName;
  }
}
