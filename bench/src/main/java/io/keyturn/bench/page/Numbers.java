package io.keyturn.bench.page;

import java.util.Locale;

/** Numbers as people read them: three digits that count. */
final class Numbers {
  private Numbers() {}

  static String text(double number) {
    if (number == Math.rint(number) || Math.abs(number) >= 100) {
      return String.format(Locale.ROOT, "%,d", Math.round(number));
    }
    return String.format(Locale.ROOT, Math.abs(number) >= 10 ? "%.1f" : "%.2f", number);
  }
}
