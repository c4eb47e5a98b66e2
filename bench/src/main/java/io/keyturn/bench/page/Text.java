package io.keyturn.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The words and tables of the page. */
final class Text {
  private static final String HEAD =
      """
      # Performance

      Written by `tools/bench` from `bench/results`; do not edit. The code is in `bench`, where
      `io.keyturn.bench.Bench` is the place to start.

      Timings are ratios within one run. Read times are lower quartiles, because other load only adds to them; everything
      else is a median. Peers are measured in the same run, each checked to give
      the right value. Counts (fetches at start, batch calls, one flight for a thousand readers) are asserted by the
      tests of the engine, not here.
      """;

  private static final String READING =
      """
      A name in the code and the same name from the configuration are two instances of one text, so that a look-up
      compares their letters, unless one of them was made the other's. The map of the bars has the very instance that is
      asked for; the one beside it in the table has equal names, as a map has that was filled from a file.

      """;

  private static final String STARTING =
      """
      From the start of a JVM to its end; neither library is closed, since a service goes on. Most of it is the loading of
      some 120 classes of Keyturn, 100 of the JDK and 25 of SLF4J, and for that reason half of SmallRye's start is missed. An
      archive of classes, which the JVM makes by `-XX:ArchiveClassesAtExit` and reads by `-XX:SharedArchiveFile`, takes the
      loading away; the table has both with one.

      """;

  private final List<Results> all;

  Text(List<Results> all) {
    this.all = all;
  }

  String write() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    all.forEach(one -> text.append("- " + one.title() + ": " + one.machine() + "\n"));
    text.append("\n## Reading\n\n" + READING + bars(Bars.reading()));
    text.append("\nNanoseconds a read at 1 and at 2 threads, and bytes allocated by one:\n\n");
    text.append(reading()).append(plots("reading"));
    text.append("\n## Readers undisturbed\n\n");
    text.append(
        """
        One thread takes samples of 1,000 reads over 100 names, quiet and disturbed in turns, five times. Disturbed is
        once: 100 bundles with two derived objects and a listener each, turning 100 times a second, by calls that take
        5 ms; and once: all bundles due, and every call to the store blocked for 10 s. The control takes in `get` the
        lock that a refresh holds.

        """);
    text.append(bars(Bars.undisturbed())).append(plots("undisturbed"));
    text.append("\n## Starting\n\n" + STARTING + bars(Bars.starting()) + "\n").append(starting());
    text.append(plots("aws-start")).append(plots("aws-cold")).append(plots("jvm-start"));
    text.append("\n## Weight\n\n" + bars(Bars.weight()) + "\n" + weight()).append(plots("weight"));
    text.append("\n## Turning\n\n" + bars(Bars.turning()) + "\n" + turning());
    return text.toString();
  }

  private String bars(List<Bar> bars) {
    Table table = table("what", "bar");
    for (Bar bar : bars) {
      table.row(row(List.of(bar.what(), bar.limitText()), bar::verdict));
    }
    return table.toString();
  }

  private String reading() {
    List<String> head = new ArrayList<>(List.of("what"));
    all.forEach(one -> head.addAll(List.of(one.title() + ", 1", "2", "B")));
    Table table = new Table(head.toArray(String[]::new));
    for (Reads read : Reads.values()) {
      List<String> cells = new ArrayList<>(List.of(read.label));
      for (Results one : all) {
        cells.add(number(one, read.figure(1)));
        cells.add(number(one, read.figure(2)));
        cells.add(number(one, read.figure(1) + ".bytes"));
      }
      table.row(cells);
    }
    return table.toString();
  }

  private String starting() {
    Table table = table("milliseconds");
    add(table, "Keyturn, 200 AWS secrets", "aws-start.keyturn.median");
    add(table, "the same, first start of a JVM, with the SDK's classes", "aws-start.keyturn.first");
    add(table, "its calls", "aws-start.keyturn.calls");
    add(table, "caching-java, one by one", "aws-start.caching-java.median");
    add(table, "the same, first start of a JVM", "aws-start.caching-java.first");
    add(table, "its calls", "aws-start.caching-java.calls");
    add(table, "caching-java, 8 threads", "aws-start.caching-java-8.median");
    add(table, "a JVM with one AWS secret, by the SDK alone", "aws-cold.bare");
    add(table, "the same by Keyturn", "aws-cold.keyturn");
    add(table, "a bare JVM", "jvm-start.bare");
    add(table, "with `Secrets.load()` of two variables", "jvm-start.keyturn");
    add(table, "the same with an archive of its classes", "jvm-start.keyturn-archived");
    add(table, "with SmallRye Config for the same", "jvm-start.smallrye");
    add(table, "the same with an archive of its classes", "jvm-start.smallrye-archived");
    return table.toString();
  }

  private String weight() {
    Table table = table("bytes of a bundle of two names");
    for (String bundles : List.of("100", "1000", "10000")) {
      add(table, "beyond its values, of " + bundles, "footprint.bytes." + bundles);
    }
    add(table, "slope from 100 to 1,000", "footprint.slope.low");
    add(table, "slope from 1,000 to 10,000", "footprint.slope.high");
    Plots.classes(all).forEach(name -> add(table, "`" + name + "`", "footprint.class." + name));
    return table.toString();
  }

  private String turning() {
    Table table = table("milliseconds until the last of 100 has run");
    add(table, "Keyturn, p50", "listeners.keyturn.p50");
    add(table, "Keyturn, p99", "listeners.keyturn.p99");
    add(table, "100 calls on a plain executor, p50", "listeners.executor.p50");
    add(table, "100 calls on a plain executor, p99", "listeners.executor.p99");
    return table.toString();
  }

  private Table table(String... first) {
    return new Table(
        Stream.concat(Stream.of(first), all.stream().map(Results::title)).toArray(String[]::new));
  }

  private void add(Table table, String what, String figure) {
    table.row(row(List.of(what), results -> number(results, figure)));
  }

  private List<String> row(List<String> first, Function<Results, String> cell) {
    return Stream.concat(first.stream(), all.stream().map(cell)).toList();
  }

  private static String number(Results results, String figure) {
    return results.figure(figure).stream().mapToObj(Numbers::text).findFirst().orElse("-");
  }

  private String plots(String name) {
    StringBuilder text = new StringBuilder();
    for (Results one : all) {
      if (Plots.of(one).containsKey(Plots.file(name, one))) {
        text.append(
            "\n![" + name + ", " + one.title() + "](performance/" + Plots.file(name, one) + ")\n");
      }
    }
    return text.toString();
  }
}
