package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.InMemoryProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names without any name set nothing. */
class RequireNothingTest {
  @Test
  void no_names_leave_the_key_to_others() {
    InMemoryProvider store = new InMemoryProvider().put("app", Map.of("A", "a", "B", "b"));
    try (Secrets secrets =
        Secrets.builder()
            .store("memory", store)
            .active("memory")
            .template("memory", "app#{name}")
            .properties(Map.of("keyturn.optional", "B"))
            .optional()
            .require()
            .require("A")
            .executor(Runnable::run)
            .build()) {
      assertThat(secrets.status().bundles())
          .singleElement()
          .satisfies(bundle -> assertThat(bundle.names()).containsOnlyKeys("A", "B"));
    }
  }
}
