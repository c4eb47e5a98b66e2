package io.keyturn.bench.reading;

import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import io.keyturn.bench.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks at one and at two threads: {@code reading.<benchmark>[.names].<threads>t}
 * in ns, and the same with {@code .bytes} allocated by one read.
 *
 * <p>The median of all iterations of three JVMs, so that a disturbed one does not count.
 */
public final class Reading implements Subject {
  @Override
  public void measure(boolean quick, Figures to) throws RunnerException {
    for (int threads = 1; threads <= 2; threads++) {
      for (RunResult result : new Runner(options(quick, threads).build()).run()) {
        String name = name(result.getParams(), threads);
        to.put(name, median(result, null));
        to.put(name + ".bytes", median(result, "gc.alloc.rate.norm"));
      }
    }
  }

  private static ChainedOptionsBuilder options(boolean quick, int threads) {
    return new OptionsBuilder()
        .include(KeyturnReads.class.getName())
        .include(PeerReads.class.getName())
        .threads(threads)
        .addProfiler(GCProfiler.class)
        .jvmArgs("-Xms256m", "-Xmx256m")
        .shouldFailOnError(true)
        .forks(quick ? 1 : 3)
        .warmupIterations(quick ? 1 : 3)
        .warmupTime(TimeValue.milliseconds(quick ? 50 : 500))
        .measurementIterations(quick ? 1 : 5)
        .measurementTime(TimeValue.milliseconds(quick ? 50 : 500));
  }

  private static String name(BenchmarkParams params, int threads) {
    String benchmark = params.getBenchmark();
    String names = params.getParam("names");
    return "reading."
        + benchmark.substring(benchmark.lastIndexOf('.') + 1)
        + (names == null ? "" : "." + names)
        + "."
        + threads
        + "t";
  }

  private static double median(RunResult of, @Nullable String secondary) {
    List<Double> scores = new ArrayList<>();
    for (BenchmarkResult fork : of.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        Result<?> result =
            secondary == null
                ? iteration.getPrimaryResult()
                : iteration.getSecondaryResults().get(secondary);
        scores.add(Objects.requireNonNull(result).getScore());
      }
    }
    return Median.of(scores);
  }
}
