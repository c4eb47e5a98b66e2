package io.keyturn.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Those of {@link BrokenProvidersTest} that mostly wait for batches, beside {@link
 * WaitingProvidersTest}.
 */
final class BrokenBatchesTest {
  @TestFactory
  Stream<DynamicTest> a_broken_provider_fails_its_clause_and_no_other() {
    return BrokenProvidersTest.tests(
        broken ->
            BrokenProvidersTest.isOfWaiting(broken) && BrokenProvidersTest.isOfBatches(broken));
  }
}
