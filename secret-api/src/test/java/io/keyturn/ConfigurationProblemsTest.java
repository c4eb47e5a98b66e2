package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.Vault;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that is wrong with a configuration comes in one exception, without a value. */
final class ConfigurationProblemsTest {
  private final TestMachine machine = TestMachine.with(Env.class, Vault.class);

  private record Text(@SecretName("A") String text) {}

  private record Wrong(@SecretName("not a name") Secret secret) {}

  @Test
  void all_problems_come_at_once_a_line_each() {
    String value = LeakGuard.canary().text();
    machine
        .file(
            "keyturn.stores.vault.locations.F = x#%s#\nkeyturn.cache.tll = %s"
                .formatted(value, value))
        .variable("KEYTURN_CACHE_JITTER", value)
        .variable("KEYTURN_NO_SUCH", value)
        .property("keyturn.secrets.KEY", "sk_live_" + value)
        .property("keyturn.secrets.LIST", "env://A, env://" + value + "?x=" + value)
        .property("keyturn.store", "vault")
        .property("keyturn.stores.vault.address", value)
        .property("keyturn.stores.vault.tls", value)
        .property("keyturn.stores.moon.location", "app#{name}" + value + "#")
        .property("keyturn.cache.ttl", value)
        .property("keyturn.cache.ttl-for.A", value)
        .property("keyturn.required", "A, B");

    assertThat(machine.problems())
        .extracting(line -> line.substring(0, line.indexOf(": ")))
        .containsExactlyInAnyOrder(
            "keyturn.stores.vault.locations.F",
            "'keyturn.cache.tll'",
            "keyturn.cache.jitter",
            "KEYTURN_NO_SUCH",
            "keyturn.secrets.KEY",
            "keyturn.secrets.LIST",
            "keyturn.stores.vault.address",
            "keyturn.stores.vault.tls",
            "keyturn.stores.moon.location",
            "keyturn.cache.ttl",
            "keyturn.cache.ttl-for.A",
            "keyturn.stores.vault.locations.A",
            "keyturn.stores.vault.locations.B");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app#{NAME}", "{nam}/x", "app#{name}{}"})
  void a_template_with_another_placeholder_is_told_which_one_there_is(String template) {
    machine.property("keyturn.stores.vault.location", template);

    assertThat(machine.problems())
        .contains(
            "keyturn.stores.vault.location:"
                + " '{' can only begin {name}, in lower case, which stands for the name");
  }

  @Test
  void the_exception_counts_its_problems_and_ends_with_its_anchor() {
    machine.property("keyturn.a", "1").property("keyturn.b", "2");

    assertThat(catchThrowable(machine::secrets))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            Keyturn's configuration has 2 problems:
              'keyturn.a' (system property): no such key
              'keyturn.b' (system property): no such key
            (Keyturn docs/errors.md#configuration)\
            """)
        .hasNoCause();
  }

  @Test
  void one_problem_is_not_counted() {
    assertThat(catchThrowable(machine.property("keyturn.a", "1")::secrets))
        .hasMessageStartingWith("Keyturn's configuration has a problem:\n");
  }

  @Test
  void a_problem_closes_the_stores_that_were_given() {
    InMemoryProvider store = new InMemoryProvider().put("a", "x");
    machine.store("memory", store).property("keyturn.a", "1").problems();

    assertThat(catchThrowable(() -> store.fetch(SecretLocation.parse("memory://a"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyturn.secrets.STRIPE_KEY", "keyturn.stores.env.locations.STRIPE_KEY"})
  void a_value_in_place_of_a_location_is_not_told(String key) {
    String value = "sk_live_" + LeakGuard.canary().text() + "#x#";

    assertThat(machine.property(key, value).problems())
        .singleElement()
        .asString()
        .startsWith(key + ": ");
  }

  @Test
  void a_pin_that_is_the_secret_itself_is_to_be_rotated() {
    String value = "sk_live_" + LeakGuard.canary().text();

    assertThat(machine.property("keyturn.secrets.STRIPE_KEY", value).problems())
        .containsExactly(
            "keyturn.secrets.STRIPE_KEY: not a location (store://path#field); if this is the"
                + " secret itself, take it out of the configuration and rotate it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keyturn.",
        "keyturn.stor",
        "keyturn.store.x",
        "keyturn.secrets.",
        "keyturn.secrets",
        "keyturn.stores.env",
        "keyturn.stores.env.locations.",
        "keyturn.cache.max-secrets",
        "keyturn.cache.idle-time",
        "keyturn.Store",
        "keyturn.stores"
      })
  void an_unknown_key_is_told(String key) {
    assertThat(machine.property(key, LeakGuard.canary().text()).problems())
        .anySatisfy(line -> assertThat(line).startsWith("'" + key + "': no such key"));
  }

  @ParameterizedTest
  @CsvSource({
    "keyturn.cache.tll, keyturn.cache.ttl",
    "keyturn.cache.retryMax, keyturn.cache.retry-max",
    "keyturn.Store, keyturn.store",
    "keyturn.secret.DB_PASSWORD, keyturn.secrets.<name>",
    "keyturn.secrets, keyturn.secrets.<name>",
    "keyturn.cache.ttl_for.DB.PASSWORD, keyturn.cache.ttl-for.<name>",
    "keyturn.stores.vault.adress, keyturn.stores.vault.address",
    "keyturn.stores.vault.location.A, keyturn.stores.vault.locations.<name>"
  })
  void the_nearest_key_to_an_unknown_one_is_asked_for(String key, String meant) {
    machine.property(key, LeakGuard.canary().text()).property("keyturn.store", "vault");

    assertThat(machine.property("keyturn.stores.vault.address", "https://vault").problems())
        .containsExactly("'" + key + "': no such key; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyturn.x", "keyturn.cache.max-secrets", "keyturn.cache.idle-time"})
  void where_no_key_is_near_none_is_asked_for(String key) {
    assertThat(machine.property(key, "1").problems()).containsExactly("'" + key + "': no such key");
  }

  @Test
  void the_nearest_variable_to_an_unknown_one_is_asked_for() {
    machine.variable("KEYTURN_CACH_TTL", "1s").variable("KEYTURN_SECRET_A", "env://A");

    assertThat(machine.problems())
        .containsExactlyInAnyOrder(
            "KEYTURN_CACH_TTL: fits no key of Keyturn; did you mean KEYTURN_CACHE_TTL?",
            "KEYTURN_SECRET_A: fits no key of Keyturn; did you mean KEYTURN_SECRETS_<name>?");
  }

  /** Each source, weakest first, is told once it is the one that holds. */
  @Test
  void a_wrong_text_is_told_with_where_it_is_written(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("more.properties"), "keyturn.cache.ttl = x");
    String key = "keyturn.cache.ttl";
    Map<String, Consumer<TestMachine>> sources = new LinkedHashMap<>();
    sources.put("keyturn.properties on the class path", m -> m.file(key + " = x"));
    sources.put("file " + file, m -> m.variable("KEYTURN_CONFIG", file.toString()));
    sources.put("variable KEYTURN_CACHE_TTL", m -> m.variable("KEYTURN_CACHE_TTL", "x"));
    sources.put("system property", m -> m.property(key, "x"));
    sources.put("properties of the builder", m -> m.given(key, "x"));
    sources.put("builder", m -> m.told(key, "x"));

    sources.forEach(
        (place, source) -> {
          source.accept(machine);
          assertThat(machine.lines())
              .singleElement()
              .asString()
              .startsWith(key + " (" + place + "): is not a duration");
        });
  }

  @Test
  void what_is_written_nowhere_is_told_without_a_place() {
    assertThat(machine.property("keyturn.store", "vault").lines())
        .containsExactly(
            "keyturn.stores.vault.address: is missing; the store needs it (or VAULT_ADDR)");
  }

  @Test
  void an_unknown_key_is_told_whatever_its_source(Canary canary) {
    machine
        .file("keyturn.x1 = " + canary.text())
        .given("keyturn.x2", canary.text())
        .property("keyturn.x3", canary.text());

    assertThat(machine.lines())
        .containsExactlyInAnyOrder(
            "'keyturn.x1' (keyturn.properties on the class path): no such key",
            "'keyturn.x2' (properties of the builder): no such key",
            "'keyturn.x3' (system property): no such key");
  }

  @Test
  void a_secret_in_place_of_a_key_is_cut_short() {
    String key = "keyturn." + "x".repeat(200);

    assertThat(machine.property(key, "1").problems())
        .singleElement()
        .asString()
        .hasSizeLessThan(80);
  }

  @ParameterizedTest
  @EnumSource
  void a_wrong_text_of_a_setting_is_told_by_its_key(Setting setting) {
    String value = LeakGuard.canary().text() + "\u0000!";

    assertThat(machine.property(setting.key, value).problems()).isNotEmpty();
  }

  static Stream<String> wrongNames() {
    return Stream.of("A B", "A/B", "A\nB", "1A", "-A", "é", "A".repeat(128), ".");
  }

  @ParameterizedTest
  @MethodSource("wrongNames")
  void a_name_that_is_none_is_told_where_it_is_pinned(String name) {
    assertThat(machine.property("keyturn.secrets." + name, "env://A").problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.secrets." + Names.onOneLine(name) + ": not a name: '");
  }

  @ParameterizedTest
  @MethodSource("wrongNames")
  void a_name_that_is_none_is_told_where_it_has_its_line(String name) {
    assertThat(machine.property("keyturn.stores.vault.locations." + name, "a").problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.vault.locations." + Names.onOneLine(name) + ": not a name: '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyturn.required", "keyturn.optional"})
  void a_name_that_is_none_is_told_in_a_list(String key) {
    assertThat(machine.property(key, "A, B C").problems())
        .singleElement()
        .asString()
        .startsWith(key + ": number 2 is no name; a name is 1 to 127");
  }

  @Test
  void a_ttl_for_what_is_no_name_is_told() {
    assertThat(machine.property("keyturn.cache.ttl-for.A B", "1s").problems())
        .singleElement()
        .asString()
        .contains("not a name: 'A B'");
  }

  @Test
  void a_record_with_a_string_is_told_with_the_other_problems() {
    machine.record(Text.class).record(Wrong.class).property("keyturn.a", "1");

    assertThat(machine.problems())
        .hasSize(3)
        .anySatisfy(
            line -> assertThat(line).contains(Text.class.getName(), "'text'", "make it a Secret"))
        .anySatisfy(line -> assertThat(line).contains("not a name: 'not a name'"))
        .contains("'keyturn.a': no such key");
  }

  @Test
  void the_names_of_a_record_need_a_place() {
    record Pair(@SecretName("A") Secret a, @SecretName("B") Optional<Secret> b) {}
    machine
        .store("memory", new InMemoryProvider())
        .property("keyturn.store", "memory")
        .record(Pair.class);

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.memory.locations.A: 'A' has no place in the store 'memory';"
                + " add keyturn.stores.memory.locations.A",
            "keyturn.stores.memory.locations.B: 'B' has no place in the store 'memory';"
                + " add keyturn.stores.memory.locations.B");
  }

  @Test
  void a_name_asked_for_that_is_none_is_refused() {
    InMemoryProvider store = new InMemoryProvider().put("app", Map.of("A", "x"));
    try (Secrets secrets =
        machine.store("memory", store).property("keyturn.store", "memory").secrets()) {
      for (String name : new String[] {"A B", "A/B", "A\nB", ""}) {
        assertThat(catchThrowable(() -> secrets.get(name)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("not a name: " + Names.shown(name))
            .message()
            .hasLineCount(1)
            .endsWith("(Keyturn docs/errors.md#name)");
      }
    }
  }
}
