package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The page says what the tests prove: docs/providers/env.md. */
final class DocumentationTest {
  @Test
  void the_page_lists_the_capabilities_that_the_contract_is_run_with() throws IOException {
    Map<String, Supplier<ProviderHarness>> harnesses = new LinkedHashMap<>();
    harnesses.put("Environment variables", EnvHarness::variables);
    harnesses.put("System properties", EnvHarness::properties);
    harnesses.put("Dotenv files", DotenvHarness::new);
    harnesses.put("Properties files", PropertiesHarness::new);
    harnesses.put("JSON files and files of one value", () -> new WholeFileHarness(".json"));
    harnesses.put("Directories", DirectoryHarness::new);
    StringBuilder section = new StringBuilder("## Capabilities\n");
    harnesses.forEach(
        (title, make) -> {
          try (ProviderHarness harness = make.get()) {
            String list = Capability.markdown(harness.capabilities());
            section.append("\n### ").append(title).append("\n\n").append(list);
          }
        });

    String page = Files.readString(Path.of("..", "docs", "providers", "env.md"));

    assertThat(page.substring(page.indexOf("## Capabilities"))).isEqualTo(section.toString());
  }
}
