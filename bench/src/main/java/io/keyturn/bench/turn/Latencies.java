package io.keyturn.bench.turn;

import java.util.ArrayList;
import java.util.List;

/** Times of one run. */
final class Latencies {
  private final List<Long> nanos = new ArrayList<>();

  void add(long time) {
    nanos.add(time);
  }

  /** In milliseconds. */
  double percentile(double percent) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) Math.ceil(percent / 100 * sorted.size()) - 1) / 1e6;
  }
}
