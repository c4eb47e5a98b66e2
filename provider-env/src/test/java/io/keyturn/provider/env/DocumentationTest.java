package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.Secrets;
import io.keyturn.secret.SecretException;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page says what the tests prove: docs/providers/env.md. With {@code -Dkeyturn.write=true} what
 * is generated in it is written.
 */
final class DocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "providers", "env.md");
  private static final String SOURCES = "../../provider-env/src/test/java/io/keyturn/provider/env/";

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
  void the_page_names_the_witnesses_of_each_row() throws Exception {
    StringBuilder section = new StringBuilder("## Witnesses\n\n| what | test |\n|---|---|\n");
    Map<Row, List<Method>> witnesses = witnesses();
    for (Row row : Row.values()) {
      assertThat(witnesses.get(row)).as("witnesses of %s", row).isNotNull();
      String tests =
          witnesses.getOrDefault(row, List.of()).stream()
              .map(DocumentationTest::link)
              .sorted()
              .collect(Collectors.joining("<br>"));
      section.append("| ").append(row.text()).append(" | ").append(tests).append(" |\n");
    }
    assertSection(section.toString());
  }

  private static String link(Method test) {
    String type = test.getDeclaringClass().getSimpleName();
    return "[`" + type + "`](" + SOURCES + type + ".java) `" + test.getName() + "`";
  }

  private static Map<Row, List<Method>> witnesses() throws Exception {
    Map<Row, List<Method>> witnesses = new LinkedHashMap<>();
    for (Class<?> type : testClasses()) {
      for (Method test : type.getDeclaredMethods()) {
        Witness witness = test.getAnnotation(Witness.class);
        for (Row row : witness == null ? new Row[0] : witness.value()) {
          witnesses.computeIfAbsent(row, first -> new ArrayList<>()).add(test);
        }
      }
    }
    return witnesses;
  }

  private static List<Class<?>> testClasses() throws URISyntaxException, IOException {
    Path root = Path.of(Row.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String folder = Row.class.getPackageName().replace('.', '/');
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith("Test.class") || file.endsWith("IT.class"))
          .<Class<?>>map(DocumentationTest::load)
          .toList();
    }
  }

  private static Class<?> load(String file) {
    try {
      return Class.forName(
          Row.class.getPackageName() + "." + file.substring(0, file.lastIndexOf('.')));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
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
    assertSection(section.toString());
  }

  /** The page has a section as it is made here, from its heading to the next one. */
  private static void assertSection(String section) throws IOException {
    List<String> parts =
        new ArrayList<>(Arrays.asList(Files.readString(PAGE).split("(?m)^(?=## )")));
    String heading = section.lines().findFirst().orElseThrow() + "\n";
    int at =
        parts.indexOf(parts.stream().filter(part -> part.startsWith(heading)).findAny().orElse(""));
    if (Boolean.getBoolean("keyturn.write")) {
      parts.set(at, at == parts.size() - 1 ? section : section + "\n");
      Files.writeString(PAGE, String.join("", parts));
    }
    assertThat(parts.get(at).stripTrailing()).isEqualTo(section.stripTrailing());
  }
}
