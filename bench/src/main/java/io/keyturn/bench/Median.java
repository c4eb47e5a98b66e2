package io.keyturn.bench;

import java.util.Collection;

/** The middle of several measurements, so that a disturbed one does not count. */
public final class Median {
  private Median() {}

  /**
   * {@return the middle one, or the mean of the two in the middle}
   *
   * @param values one or more
   */
  public static double of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
