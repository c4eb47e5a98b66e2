package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.BATCH;
import static io.keyturn.testkit.Capability.BINARY;
import static io.keyturn.testkit.Capability.FIELDS;
import static io.keyturn.testkit.Capability.FIXED;
import static io.keyturn.testkit.Capability.HANG;
import static io.keyturn.testkit.Capability.JSON;
import static io.keyturn.testkit.Capability.NO_THREADS;
import static io.keyturn.testkit.Capability.OVERSIZE;
import static io.keyturn.testkit.Capability.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.keyturn.provider.SecretProvider;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract can fail: for each clause there is a provider that fails it and no other. */
final class BrokenProvidersTest {
  @AfterAll
  static void end_the_threads_left_behind() {
    ThreadLeaver.endAll();
  }

  @Test
  void each_clause_has_a_provider_that_breaks_it() {
    assertThat(
            BrokenProviders.byClause().keySet().stream()
                .map(BrokenProvidersTest::clause)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            SecretProviderContract.clauses(EnumSet.allOf(Capability.class)));
  }

  @TestFactory
  Stream<DynamicTest> a_broken_provider_fails_its_clause_and_no_other() {
    return tests(clause -> !isOfWaiting(clause));
  }

  static Stream<DynamicTest> tests(Predicate<String> which) {
    return BrokenProviders.byClause().entrySet().stream()
        .filter(broken -> which.test(broken.getKey()))
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.getKey(),
                    () ->
                        assertThat(failed(broken.getKey(), broken.getValue()))
                            .containsExactly(clause(broken.getKey()))));
  }

  private static List<String> failed(String clause, UnaryOperator<SecretProvider> broken) {
    UnderTest.harness = () -> new InMemoryHarness(capabilities(clause), broken);
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(UnderTest.class))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(Event::getTestDescriptor)
        .map(test -> test.getDisplayName())
        .toList();
  }

  private static String clause(String broken) {
    return broken.replaceFirst(":.*", "");
  }

  /** All but what takes seconds, where it is not the matter, and what would be broken as well. */
  private static Set<Capability> capabilities(String broken) {
    if (broken.contains("what_cannot_change_is_fixed")) {
      return EnumSet.of(TEXT, FIXED, broken.contains("all") ? BATCH : TEXT);
    }
    if (isOfWaiting(broken)) {
      return hanging(broken);
    }
    Set<Capability> capabilities = EnumSet.copyOf(InMemoryHarness.CAPABILITIES);
    capabilities.remove(HANG);
    if (!broken.contains("MiB")) {
      capabilities.remove(OVERSIZE);
    }
    if (broken.equals("a_closed_provider_keeps_no_process_alive")) {
      capabilities.remove(NO_THREADS);
    }
    if (broken.endsWith(BrokenProviders.ONLY_FIELDS)) {
      capabilities.removeAll(EnumSet.of(TEXT, BINARY, JSON));
    }
    if (broken.endsWith(BrokenProviders.ONLY_TEXTS)) {
      capabilities.remove(FIELDS);
    }
    return capabilities;
  }

  /** Whether its clause takes seconds, since a store hangs in it. */
  static boolean isOfWaiting(String broken) {
    return broken.contains("hung") || broken.contains("wait");
  }

  static boolean isOfBatches(String broken) {
    return clause(broken).contains(Way.BATCH.of(""));
  }

  /** What its way of reading needs. */
  private static Set<Capability> hanging(String broken) {
    Set<Capability> capabilities = EnumSet.of(TEXT, HANG);
    Way.ALL.stream()
        .filter(way -> clause(broken).endsWith(way.of("")))
        .forEach(way -> capabilities.addAll(way.needs()));
    return capabilities;
  }

  static final class UnderTest extends SecretProviderContract {
    private static @Nullable Supplier<ProviderHarness> harness;

    @Override
    protected ProviderHarness newHarness() {
      return Objects.requireNonNull(harness).get();
    }
  }
}
