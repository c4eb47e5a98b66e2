package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProviderFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The types that a start knows without reading annotations are those of the annotations. */
class OwnFactoriesTest {
  private static final Path FACTORIES =
      Path.of("secret-api", "src", "main", "java", "io", "keyturn", "Factories.java");
  private static final Pattern OWN =
      Pattern.compile("\"(io\\.keyturn\\.provider\\.\\w+\\.\\w+)\", \"([a-z]+)\"");

  @Test
  void keyturns_factories_have_the_types_that_a_start_knows() {
    Map<String, String> known = new TreeMap<>();
    Matcher own = OWN.matcher(Repository.read(Repository.ROOT.resolve(FACTORIES)));
    while (own.find()) {
      known.put(own.group(1), own.group(2));
    }

    assertThat(known).hasSize(4).isEqualTo(annotated());
  }

  private static Map<String, String> annotated() {
    Map<String, String> types = new TreeMap<>();
    ServiceLoader.load(SecretProviderFactory.class).stream()
        .map(ServiceLoader.Provider::type)
        .filter(factory -> factory.getName().startsWith("io.keyturn.provider."))
        .forEach(
            factory ->
                types.put(
                    factory.getName(),
                    factory.getAnnotation(SecretProviderFactory.Type.class).value()));
    return types;
  }
}
