package io.keyturn.bench.page;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Something to be reached.
 *
 * @param what what is held against it
 * @param sign whether the limit is the most or the least
 * @param limit the limit
 * @param unit what follows the number: {@code ×}, {@code ms}, or nothing
 * @param measured takes the figure from the results
 */
record Bar(
    String what, Sign sign, double limit, String unit, Function<Results, OptionalDouble> measured) {
  /** On which side of the limit it is to be. */
  enum Sign {
    AT_MOST("≤"),
    AT_LEAST("≥");

    final String text;

    Sign(String text) {
      this.text = text;
    }
  }

  static Bar atMost(
      String what, double limit, String unit, Function<Results, OptionalDouble> measured) {
    return new Bar(what, Sign.AT_MOST, limit, unit, measured);
  }

  static Bar atLeast(
      String what, double limit, String unit, Function<Results, OptionalDouble> measured) {
    return new Bar(what, Sign.AT_LEAST, limit, unit, measured);
  }

  String limitText() {
    return sign.text + " " + Numbers.text(limit) + unit;
  }

  /** The figure, and whether it is on the right side. */
  String verdict(Results results) {
    OptionalDouble figure = measured.apply(results);
    if (figure.isEmpty()) {
      return "not measured";
    }
    String text = Numbers.text(figure.getAsDouble()) + unit;
    return isMet(figure.getAsDouble()) ? text : "**" + text + ", missed**";
  }

  private boolean isMet(double figure) {
    return sign == Sign.AT_MOST ? figure <= limit : figure >= limit;
  }
}
