package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/providers/vault.md says is what is. */
class VaultDocumentationTest {
  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/providers/vault.md"));
  }

  @Test
  void it_lists_the_capabilities_of_the_contract() throws IOException {
    assertThat(page()).contains(Capability.markdown(VaultHarness.KV2));
    assertThat(VaultHarness.KV2).hasSize(16).containsAll(VaultHarness.KV1);
    assertThat(VaultHarness.KV1).hasSize(13);
  }
}
