package io.keyturn.bench.undisturbed;

import java.util.Arrays;

/** How long 1,000 reads took, many times over. */
final class Samples {
  private static final int READS = 1_000;

  private final long[] sorted;

  private Samples(long[] sorted) {
    this.sorted = sorted;
  }

  /** Takes them on this thread, going round all names. */
  static Samples of(Reader reader, String[] names, int count) {
    long[] nanos = new long[count];
    int next = 0;
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      for (int read = 0; read < READS; read++) {
        if (reader.get(names[next]) == null) { // so that no read is left out
          throw new IllegalStateException("there is no value");
        }
        next = next + 1 == names.length ? 0 : next + 1;
      }
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return new Samples(nanos);
  }

  /** In nanoseconds a read. */
  double percentile(double percent) {
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return (double) sorted[index] / READS;
  }
}
