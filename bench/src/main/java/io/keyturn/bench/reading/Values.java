package io.keyturn.bench.reading;

import java.util.Map;
import java.util.TreeMap;

/** The secrets that are read: as many as wanted, the same in every library. */
final class Values {
  static final String NAME = "SECRET_1";

  private Values() {}

  static String of(int number) {
    return "value-" + number;
  }

  /**
   * By their names, which are other instances than the one asked with: in an application too one is
   * written in the code and the other comes from the configuration.
   */
  static Map<String, String> byName(int count) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      all.put("SECRET_" + i, of(i));
    }
    return all;
  }
}
