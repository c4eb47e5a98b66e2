package io.keyturn.bench.page;

import static io.keyturn.bench.page.Bar.atLeast;
import static io.keyturn.bench.page.Bar.atMost;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What Keyturn is held against. */
final class Bars {
  private static final String MAP = "reading.map.2.1t";

  private Bars() {}

  static List<Bar> reading() {
    return List.of(
        atMost(
            "`Secrets.get(name)` of 2 names, of a map's look-up",
            2,
            " ×",
            ratio("reading.declared.2.1t", MAP)),
        atMost(
            "the same at 2 threads", 2, " ×", ratio("reading.declared.2.2t", "reading.map.2.2t")),
        atMost(
            "`Secrets.get(name)` of 500 names",
            2,
            " ×",
            ratio("reading.declared.500.1t", "reading.map.500.1t")),
        atMost(
            "the same at 2 threads",
            2,
            " ×",
            ratio("reading.declared.500.2t", "reading.map.500.2t")),
        atMost("bytes allocated by it, 2 names", 0, " B", bytes("reading.declared.2.1t.bytes")),
        atMost("bytes allocated by it, 500 names", 0, " B", bytes("reading.declared.500.1t.bytes")),
        atLeast(
            "faster than caching-java, 1 thread",
            35,
            " ×",
            ratio("reading.cachingJava.1t", "reading.declared.2.1t")),
        atLeast(
            "faster than caching-java, 2 threads",
            70,
            " ×",
            ratio("reading.cachingJava.2t", "reading.declared.2.2t")),
        atMost(
            "a hot undeclared name, of a declared one",
            1.2,
            " ×",
            ratio("reading.undeclared.2.1t", "reading.declared.2.1t")),
        atMost(
            "the same beside 500 names",
            1.2,
            " ×",
            ratio("reading.undeclared.500.1t", "reading.declared.500.1t")),
        atMost(
            "`Rotating.get()`, of a map's look-up", 0.6, " ×", ratio("reading.rotating.2.1t", MAP)),
        atMost(
            "the same at 2 threads", 0.6, " ×", ratio("reading.rotating.2.2t", "reading.map.2.2t")),
        atMost("bytes allocated by it", 0, " B", bytes("reading.rotating.2.1t.bytes")));
  }

  static List<Bar> undisturbed() {
    return List.of(
        atMost(
            "100 turns a second: disturbed ÷ quiet, p50",
            1.2,
            " ×",
            figure("undisturbed.turning.ratio.p50")),
        atMost("the same, p99.9", 2, " ×", figure("undisturbed.turning.ratio.p999")),
        atMost(
            "every call blocked, all due: disturbed ÷ quiet, p50",
            1.2,
            " ×",
            figure("undisturbed.blocked.ratio.p50")),
        atMost("the same, p99.9", 2, " ×", figure("undisturbed.blocked.ratio.p999")),
        atLeast(
            "control under a lock, which must fail: p99.9",
            2,
            " ×",
            figure("undisturbed.control.ratio.p999")),
        atLeast("samples of 1,000 reads", 300_000, "", figure("undisturbed.samples")));
  }

  static List<Bar> starting() {
    return List.of(
        atLeast(
            "200 AWS secrets at 20 ms a call: faster than caching-java one by one",
            20,
            " ×",
            ratio("aws-start.caching-java.median", "aws-start.keyturn.median")),
        atMost(
            "the first AWS secret of a JVM, of that by the SDK alone",
            1.25,
            " ×",
            ratio("aws-cold.keyturn", "aws-cold.bare")),
        atMost(
            "`Secrets.load()` of two variables, of SmallRye Config, each beyond a bare JVM",
            0.5,
            " ×",
            results ->
                ratioOf(
                    results.difference("jvm-start.keyturn", "jvm-start.bare"),
                    results.difference("jvm-start.smallrye", "jvm-start.bare"))),
        atMost(
            "`Secrets.load()` beyond a bare JVM",
            120,
            " ms",
            results -> results.difference("jvm-start.keyturn", "jvm-start.bare")));
  }

  static List<Bar> weight() {
    return List.of(
        atMost(
            "a bundle of two names, beyond its values, of 10,000",
            1_024,
            " B",
            figure("footprint.bytes.10000")),
        atMost("slope from 1,000 to 10,000, off that from 100 to 1,000", 10, " %", Bars::slope),
        atMost(
            "10,000 bundles in 10 idle minutes, CPU of the process",
            6,
            " s",
            figure("idle.cpu-seconds")));
  }

  static List<Bar> turning() {
    return List.of(
        atMost(
            "another version seen → the last of 100 listeners has run, p99",
            5,
            " ms",
            figure("listeners.keyturn.p99")));
  }

  private static OptionalDouble slope(Results results) {
    OptionalDouble ratio = results.ratio("footprint.slope.high", "footprint.slope.low");
    return ratio.isEmpty() ? ratio : OptionalDouble.of(Math.abs(ratio.getAsDouble() - 1) * 100);
  }

  private static OptionalDouble ratioOf(OptionalDouble a, OptionalDouble b) {
    return a.isEmpty() || b.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(a.getAsDouble() / b.getAsDouble());
  }

  private static Function<Results, OptionalDouble> ratio(String name, String of) {
    return results -> results.ratio(name, of);
  }

  private static Function<Results, OptionalDouble> figure(String name) {
    return results -> results.figure(name);
  }

  /** JMH divides what the whole JVM allocated by the reads: less than a hundredth is nothing. */
  private static Function<Results, OptionalDouble> bytes(String name) {
    return results -> {
      OptionalDouble bytes = results.figure(name);
      return bytes.isPresent() && bytes.getAsDouble() < 0.01 ? OptionalDouble.of(0) : bytes;
    };
  }
}
