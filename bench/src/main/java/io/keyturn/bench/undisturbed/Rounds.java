package io.keyturn.bench.undisturbed;

import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Quiet and disturbed samples in turns, five times, in one JVM: {@code
 * undisturbed.<case>.<quiet|disturbed|ratio>.<p50|p999>}, medians over the rounds.
 */
final class Rounds {
  private final String name;
  private final Reader reader;
  private final int samples;
  private final String[] names =
      IntStream.range(0, Reader.NAMES).mapToObj(Reader::name).toArray(String[]::new);

  Rounds(String name, Reader reader, int samples) {
    this.name = "undisturbed." + name + ".";
    this.reader = reader;
    this.samples = samples;
  }

  void measure(int rounds, Supplier<? extends Disturbance> disturb, Figures to)
      throws InterruptedException {
    Samples.of(reader, names, samples); // warm
    List<Samples> quiet = new ArrayList<>();
    List<Samples> disturbed = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      quiet.add(Samples.of(reader, names, samples));
      Disturbance disturbance = disturb.get();
      disturbed.add(Samples.of(reader, names, samples));
      disturbance.end();
      TimeUnit.MILLISECONDS.sleep(500); // what it left behind is done
    }
    put("p50", 50, quiet, disturbed, to);
    put("p999", 99.9, quiet, disturbed, to);
  }

  private void put(
      String label, double percent, List<Samples> quiet, List<Samples> disturbed, Figures to) {
    List<Double> before = quiet.stream().map(s -> s.percentile(percent)).toList();
    List<Double> after = disturbed.stream().map(s -> s.percentile(percent)).toList();
    List<Double> ratios =
        IntStream.range(0, before.size()).mapToObj(i -> after.get(i) / before.get(i)).toList();
    to.put(name + "quiet." + label, Median.of(before));
    to.put(name + "disturbed." + label, Median.of(after));
    to.put(name + "ratio." + label, Median.of(ratios));
  }
}
