package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.keyturn.provider.SecretProvider;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
    assertThat(BrokenProviders.byClause().keySet())
        .containsExactlyInAnyOrderElementsOf(
            SecretProviderContract.clauses(EnumSet.allOf(Capability.class)));
  }

  @TestFactory
  Stream<DynamicTest> a_broken_provider_fails_its_clause_and_no_other() {
    return BrokenProviders.byClause().entrySet().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.getKey(),
                    () ->
                        assertThat(failed(broken.getKey(), broken.getValue()))
                            .containsExactly(broken.getKey())));
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

  /** All but what takes seconds, where it is not the matter, and what would be broken as well. */
  private static Set<Capability> capabilities(String clause) {
    if (clause.equals("what_cannot_change_is_fixed")) {
      return EnumSet.of(Capability.TEXT, Capability.FIXED);
    }
    Set<Capability> capabilities = EnumSet.copyOf(InMemoryHarness.CAPABILITIES);
    if (!clause.contains("hung")) {
      capabilities.remove(Capability.HANG);
    }
    if (clause.equals("a_closed_provider_keeps_no_process_alive")) {
      capabilities.remove(Capability.NO_THREADS);
    }
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
