package io.keyturn.bench.reading;

import io.keyturn.bench.Figures;
import io.keyturn.bench.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks at one and at two threads: {@code reading.<benchmark>[.names].<threads>t}
 * in ns, and the same with {@code .bytes} allocated by one read.
 *
 * <p>All of them in turns, four times, each time in a JVM of its own, so that what is compared was
 * measured close together. The lower quartile of all iterations counts: what else the machine does
 * only ever adds.
 */
public final class Reading implements Subject {
  private static final int ROUNDS = 4;
  private static final String BYTES = "gc.alloc.rate.norm";

  private final Map<String, List<Double>> scores = new TreeMap<>();

  @Override
  public void measure(boolean quick, Figures to) throws RunnerException {
    for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
      for (int threads = 1; threads <= 2; threads++) {
        for (RunResult result : new Runner(options(quick, threads)).run()) {
          take(result, name(result.getParams(), threads));
        }
      }
    }
    scores.forEach((name, all) -> to.put(name, lowerQuartile(all)));
  }

  private static Options options(boolean quick, int threads) {
    return new OptionsBuilder()
        .include(KeyturnReads.class.getName())
        .include(PeerReads.class.getName())
        .threads(threads)
        .addProfiler(GCProfiler.class)
        .jvmArgs("-Xms256m", "-Xmx256m")
        .shouldFailOnError(true)
        .forks(1)
        .warmupIterations(quick ? 1 : 3)
        .warmupTime(TimeValue.milliseconds(quick ? 50 : 300))
        .measurementIterations(quick ? 1 : 5)
        .measurementTime(TimeValue.milliseconds(quick ? 50 : 200))
        .build();
  }

  private static String name(BenchmarkParams params, int threads) {
    String benchmark = params.getBenchmark();
    String names = params.getBenchmark().contains("Peer") ? "" : "." + params.getParam("names");
    return "reading."
        + benchmark.substring(benchmark.lastIndexOf('.') + 1)
        + names
        + "."
        + threads
        + "t";
  }

  private void take(RunResult result, String name) {
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        add(name, iteration.getPrimaryResult().getScore());
        add(
            name + ".bytes",
            Objects.requireNonNull(iteration.getSecondaryResults().get(BYTES)).getScore());
      }
    }
  }

  private void add(String name, double score) {
    scores.computeIfAbsent(name, none -> new ArrayList<>()).add(score);
  }

  private static double lowerQuartile(List<Double> all) {
    return all.stream().sorted().skip(all.size() / 4).findFirst().orElseThrow();
  }
}
