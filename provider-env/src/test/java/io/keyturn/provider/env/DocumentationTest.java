package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.Secrets;
import io.keyturn.secret.SecretException;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testpages.Page;
import io.keyturn.testpages.WitnessTable;
import io.keyturn.testpages.WitnessTable.Witnessed;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.AnnotatedElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The page says what the tests prove. */
final class DocumentationTest {
  private static final Page PAGE = new Page("env.md");

  @Test
  void the_configuration_it_begins_with_is_accepted_as_it_stands() throws IOException {
    String block = PAGE.text().split("```properties\n|```", 3)[1];
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
  void the_page_names_the_witnesses_of_each_row() throws Exception {
    PAGE.assertSection(
        WitnessTable.section(Row.class, "provider-env", "", DocumentationTest::witnessed));
  }

  private static Optional<Witnessed> witnessed(AnnotatedElement test) {
    return Optional.ofNullable(test.getAnnotation(Witness.class))
        .map(witness -> new Witnessed(List.of(witness.value()), ""));
  }

  @Test
  void the_page_lists_the_capabilities_that_the_contract_is_run_with() throws IOException {
    Map<String, Supplier<ProviderHarness>> harnesses = new LinkedHashMap<>();
    harnesses.put("Environment variables", EnvHarness::variables);
    harnesses.put("System properties", EnvHarness::properties);
    harnesses.put("Dotenv files", DotenvHarness::new);
    harnesses.put("Properties files", PropertiesHarness::new);
    harnesses.put("JSON files", () -> new WholeFileHarness(".json"));
    harnesses.put("Files of one value", () -> new WholeFileHarness(""));
    harnesses.put("Directories", DirectoryHarness::new);
    StringBuilder section = new StringBuilder("## Capabilities\n");
    harnesses.forEach(
        (title, make) -> {
          try (ProviderHarness harness = make.get()) {
            String list = Capability.markdown(harness.capabilities());
            section.append("\n### ").append(title).append("\n\n").append(list);
          }
        });
    PAGE.assertSection(section.toString());
  }
}
