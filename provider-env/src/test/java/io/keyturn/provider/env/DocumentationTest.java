package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.Secrets;
import io.keyturn.secret.SecretException;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The page says what the tests prove: docs/providers/env.md. */
final class DocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "providers", "env.md");

  @Test
  void the_configuration_it_begins_with_is_accepted_as_it_stands() throws IOException {
    String block = Files.readString(PAGE).split("```properties\n|```", 3)[1];
    Properties read = new Properties();
    read.load(new StringReader(block));
    Map<String, String> properties = new LinkedHashMap<>();
    read.forEach((key, value) -> properties.put((String) key, (String) value));

    assertThat(properties).hasSizeGreaterThan(5);
    assertThatThrownBy(() -> Secrets.builder().properties(properties).build())
        .as("a failure to read: nothing is wrong but that this machine has no such files")
        .isInstanceOf(SecretException.class);
  }

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

    String page = Files.readString(PAGE);

    assertThat(page.substring(page.indexOf("## Capabilities"))).isEqualTo(section.toString());
  }
}
