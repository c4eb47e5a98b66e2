package io.keyturn.bench;

/** Something that is measured, in a JVM of its own. */
public interface Subject {
  /**
   * Measures it.
   *
   * @param quick whether only to see that it works
   * @param to takes the figures
   * @throws Exception if it cannot be measured, or what was measured is not what was meant
   */
  void measure(boolean quick, Figures to) throws Exception;
}
