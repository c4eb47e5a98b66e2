package io.keyturn.testkit;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What every provider does, as tests. A subclass is the whole test of a provider:
 * <!-- sample: secret-testkit/src/test/java/io/keyturn/testkit/InMemoryContractTest.java#contract -->
 *
 * <pre>{@code
 * final class InMemoryContractTest extends SecretProviderContract {
 *   @Override
 *   protected ProviderHarness newHarness() {
 *     return new InMemoryHarness();
 *   }
 * }
 * }</pre>
 *
 * <p>There is one test for each clause that the harness's capabilities allow, on a harness of its
 * own; every value in it is a canary of {@link LeakGuard}.
 */
@ExtendWith(LeakGuard.class)
@Isolated("some clauses count threads")
public abstract class SecretProviderContract {
  /** For subclasses. */
  protected SecretProviderContract() {}

  /**
   * {@return a provider under test, over an empty part of its store}
   *
   * <p>Called for each clause, and once before them for the capabilities.
   *
   * @throws Exception if the store cannot be made ready
   */
  protected abstract ProviderHarness newHarness() throws Exception;

  /**
   * {@return the names of the clauses that these capabilities allow, in order; to pin them in a
   * test}
   *
   * @param capabilities as a harness declares them
   */
  public static List<String> clauses(Set<Capability> capabilities) {
    return applying(capabilities).map(Clause::name).toList();
  }

  @TestFactory
  final Stream<DynamicTest> contract() throws Exception {
    Set<Capability> capabilities;
    try (ProviderHarness harness = newHarness()) {
      capabilities = Set.copyOf(harness.capabilities());
    }
    if (!capabilities.contains(Capability.FIELDS) && !capabilities.contains(Capability.TEXT)) {
      throw new IllegalArgumentException("a harness declares FIELDS or TEXT");
    }
    return applying(capabilities)
        .map(clause -> DynamicTest.dynamicTest(clause.name(), () -> tryOut(clause)));
  }

  private static Stream<Clause> applying(Set<Capability> capabilities) {
    return Stream.of(
            ReadingClauses.ALL,
            LocationClauses.ALL,
            VersionClauses.ALL,
            BatchClauses.ALL,
            FailureClauses.ALL,
            WatchClauses.ALL,
            ThreadClauses.ALL,
            LifecycleClauses.ALL,
            SecrecyClauses.ALL)
        .flatMap(List::stream)
        .filter(clause -> clause.appliesTo(capabilities));
  }

  private void tryOut(Clause clause) throws Exception {
    try (Trial trial = new Trial(this::newHarness, clause.way())) {
      clause.check().on(trial);
    }
  }
}
