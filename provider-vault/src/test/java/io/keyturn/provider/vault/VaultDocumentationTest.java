package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Capability;
import io.keyturn.testpages.Page;
import io.keyturn.testpages.WitnessTable;
import io.keyturn.testpages.WitnessTable.Witnessed;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What docs/providers/vault.md says is what is. */
class VaultDocumentationTest {
  private static final Page PAGE = new Page("vault.md");

  private static final String PREFACE =
      "*Real* is against Vault 1.13, with PostgreSQL 15 where it takes part, *recorded* against"
          + " answers as a Vault gave them or as Vault documents them; *request* looks at what is"
          + " sent, or sees that nothing is. What only Vault Enterprise has is never *real*.\n\n";

  @Test
  void it_lists_the_capabilities_of_the_contract() throws IOException {
    assertThat(PAGE.text()).contains(Capability.markdown(VaultHarness.KV2));
    assertThat(VaultHarness.KV2).hasSize(16).containsAll(VaultHarness.KV1);
    assertThat(VaultHarness.KV1).hasSize(13);
  }

  @Test
  void it_names_the_witnesses_of_each_row() throws Exception {
    PAGE.assertSection(
        WitnessTable.section(
            Row.class, "provider-vault", PREFACE, VaultDocumentationTest::witnessed));
  }

  private static Optional<Witnessed> witnessed(AnnotatedElement test) {
    return Optional.ofNullable(test.getAnnotation(Witness.class))
        .map(VaultDocumentationTest::witnessed);
  }

  private static Witnessed witnessed(Witness witness) {
    List<Row> rows = List.of(witness.value());
    if (witness.kind() == Witness.Kind.REAL) {
      assertThat(rows).doesNotContainAnyElementsOf(Row.OF_ENTERPRISE);
    }
    return new Witnessed(rows, "*" + witness.kind().name().toLowerCase(Locale.ROOT) + "*");
  }
}
