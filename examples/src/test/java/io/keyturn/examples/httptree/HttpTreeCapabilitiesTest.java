package io.keyturn.examples.httptree;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HttpTreeCapabilitiesTest {
  @Test
  void the_guide_shows_what_the_contract_was_made_from() throws Exception {
    assertThat(Files.readString(Path.of("..", "docs", "writing-a-provider.md")))
        .contains(Capability.markdown(HttpTreeHarness.CAPABILITIES));
  }
}
