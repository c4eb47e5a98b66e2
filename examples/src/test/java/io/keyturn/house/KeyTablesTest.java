package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProviderFactory;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of each provider has its keys, with their defaults, variables and meanings. */
class KeyTablesTest {
  private static final String HEAD = "| key | default | variable | meaning |\n|---|---|---|---|\n";

  @ParameterizedTest
  @CsvSource({"aws, aws", "file, env", "vault, vault"})
  void a_page_lists_the_keys_of_its_type(String type, String page) {
    String rows =
        factory(type).keys().stream().map(KeyTablesTest::row).collect(Collectors.joining());

    assertThat(Repository.read(Repository.ROOT.resolve("docs/providers/" + page + ".md")))
        .contains(HEAD + rows + "\n");
  }

  private static SecretProviderFactory factory(String type) {
    return ServiceLoader.load(SecretProviderFactory.class).stream()
        .filter(
            found ->
                found.type().getAnnotation(SecretProviderFactory.Type.class).value().equals(type))
        .map(ServiceLoader.Provider::get)
        .findAny()
        .orElseThrow();
  }

  private static String row(ProviderSettings.Key key) {
    String without =
        key.defaultText().map(text -> "`" + text + "`").orElse(key.required() ? "required" : "");
    String variable = key.vendorVariable().map(text -> "`" + text + "`").orElse("");
    return "| `%s` | %s | %s | %s |\n".formatted(key.name(), without, variable, key.meaning());
  }
}
