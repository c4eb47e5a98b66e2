package io.keyturn;

import static java.util.stream.Collectors.toCollection;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs the stress tests and judges them.
 *
 * <p>They are pairs, {@code Kept} of the engine and {@code Broken} of a small copy with a planted
 * bug. As many have run as there are, which jcstress does not check; no {@code Kept} has shown what
 * it forbids; and each {@code Broken} has shown what its {@code Kept} forbids, or the pair would
 * prove nothing.
 */
final class Stress {
  private static final String KEPT = ".Kept";
  private static final String BROKEN = ".Broken";

  /** How often a test has shown the planted bug, by its name. */
  private final Map<String, Long> shown = new TreeMap<>();

  private final Map<String, Long> samples = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();

  private Stress() {}

  /**
   * Runs them; ends with an error if they are not as they must be.
   *
   * @param args how many tests there are, then options of jcstress
   */
  public static void main(String[] args) throws Exception {
    Options options = new Options(Arrays.copyOfRange(args, 1, args.length));
    if (!options.parse()) {
      throw new IllegalArgumentException("jcstress does not take these options");
    }
    new JCStress(options).run(); // which throws if a test has shown what it forbids
    List<String> problems = new Stress().judge(Integer.parseInt(args[0]), results(options));
    problems.forEach(System.err::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private static Collection<TestResult> results(Options options)
      throws IOException, ClassNotFoundException {
    InProcessCollector results = new InProcessCollector();
    DiskReadCollector file = new DiskReadCollector(options.getResultFile(), results);
    file.dump();
    file.close();
    return results.getTestResults();
  }

  private List<String> judge(int expected, Collection<TestResult> results) {
    results.forEach(this::note);
    if (shown.size() != expected) {
      problems.add("ran " + shown.size() + " of " + expected + " tests: " + shown.keySet());
    }
    shown.keySet().forEach(this::judge);
    System.out.println("Stress tests: " + shown.size() + " of " + expected + " ran");
    shown.forEach(
        (name, bugs) ->
            System.out.printf("  %s: %,d samples, %,d bad%n", name, samples.get(name), bugs));
    return problems;
  }

  private void note(TestResult result) {
    if (result.status() != Status.NORMAL || result.getTotalCount() == 0) {
      problems.add(result.getName() + " did not run as it should: " + result.status());
    }
    long bugs =
        result.grading().gradingResults.values().stream()
            .filter(graded -> graded.expect == ACCEPTABLE_INTERESTING)
            .mapToLong(graded -> graded.count)
            .sum();
    shown.merge(result.getName(), bugs, Long::sum);
    samples.merge(result.getName(), result.getTotalCount(), Long::sum);
  }

  private void judge(String name) {
    boolean broken = name.endsWith(BROKEN);
    String subject = name.substring(0, name.lastIndexOf('.'));
    if (!shown.containsKey(subject + KEPT) || !shown.containsKey(subject + BROKEN)) {
      problems.add(subject + " is no pair of Kept and Broken");
    } else if (broken
        && !states(name, ACCEPTABLE_INTERESTING).equals(states(subject + KEPT, FORBIDDEN))) {
      problems.add(name + " plants another bug than its Kept forbids");
    }
    if (broken != shown.getOrDefault(name, 0L) > 0) {
      problems.add(name + (broken ? " has not shown the planted bug" : " has shown a bug"));
    }
  }

  private static Set<String> states(String test, Expect expect) {
    return TestList.getInfo(test).cases().stream()
        .filter(state -> state.expect() == expect)
        .map(StateCase::matchPattern)
        .collect(toCollection(TreeSet::new));
  }
}
