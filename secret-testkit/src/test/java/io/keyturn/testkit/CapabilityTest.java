package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CapabilityTest {
  @Test
  void capabilities_are_listed_in_markdown_in_one_order() {
    assertThat(Capability.markdown(EnumSet.of(Capability.UPDATE, Capability.FIELDS)))
        .isEqualTo("- `FIELDS`: bundles with fields\n- `UPDATE`: changes\n");
  }

  @Test
  void a_clause_that_cannot_apply_does_not_exist() {
    List<String> few = SecretProviderContract.clauses(Set.of(Capability.TEXT));

    assertThat(few)
        .contains("a_text_is_read_as_it_is_stored")
        .doesNotContain(
            "fields_are_read_by_their_names", "a_hung_store_is_given_up_as_unavailable");
    assertThat(SecretProviderContract.clauses(EnumSet.allOf(Capability.class)))
        .hasSizeGreaterThan(45)
        .doesNotHaveDuplicates()
        .containsAll(few);
  }
}
