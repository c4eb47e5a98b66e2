package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.Vault;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where configuration comes from, and which source is the stronger. */
final class SourcesTest {
  private static final String KEY = "keyturn.secrets.A";

  @TempDir private Path directory;

  private static TestMachine machine() {
    return TestMachine.with(Env.class, Vault.class);
  }

  private Path config(String text) throws IOException {
    return Files.writeString(directory.resolve("more.properties"), text);
  }

  @Test
  void each_source_is_stronger_than_those_below_it() throws IOException {
    String config = config(KEY + " = env://from-config").toString();
    List<Consumer<TestMachine>> weakestFirst =
        List.of(
            m -> m.file(KEY + " = env://from-class-path"),
            m -> m.variable("KEYTURN_CONFIG", config),
            m -> m.variable("KEYTURN_SECRETS_A", "env://from-environment"),
            m -> m.property(KEY, "env://from-system-properties"),
            m -> m.given(KEY, "env://from-properties"),
            m -> m.told(KEY, "env://from-builder"));
    List<String> places =
        List.of(
            "class-path", "config", "environment", "system-properties", "properties", "builder");

    TestMachine machine = machine();
    for (int i = 0; i < weakestFirst.size(); i++) {
      weakestFirst.get(i).accept(machine);
      assertThat(machine.place("A")).isEqualTo("env://from-" + places.get(i));
    }
  }

  @Test
  void sources_complete_each_other() {
    TestMachine machine =
        machine()
            .file("keyturn.store = vault\nkeyturn.stores.vault.location = p#{name}")
            .variable("KEYTURN_STORES_VAULT_ADDRESS", "https://vault:8200")
            .property("keyturn.required", "address");

    assertThat(machine.place("address")).isEqualTo("vault://p#address");
  }

  @Test
  void the_one_line_that_swaps_the_store_can_come_from_outside() {
    TestMachine machine =
        machine()
            .file(
                """
                keyturn.store = env
                keyturn.stores.env.locations.note = A_NOTE
                keyturn.stores.vault.locations.note = app#note
                keyturn.stores.vault.note = from vault
                keyturn.stores.vault.address = https://vault:8200
                """);

    assertThat(machine.place("note")).isEqualTo("env://A_NOTE");
    assertThat(machine.variable("KEYTURN_STORE", "vault").place("note"))
        .isEqualTo("vault://app#note");
  }

  @Test
  void without_any_configuration_a_name_is_its_own_variable() {
    assertThat(TestMachine.with(Env.class).place("MAILJET_API_KEY"))
        .isEqualTo("env://MAILJET_API_KEY");
  }

  @Test
  void two_files_on_the_class_path_are_both_named() {
    TestMachine machine = machine().file("keyturn.store = env").file("keyturn.store = vault");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.properties: ")
        .contains("memory:/jar3/keyturn.properties", "memory:/jar4/keyturn.properties");
  }

  @Test
  void a_file_named_that_is_not_there_is_told_without_its_path() {
    String missing = directory.resolve(LeakGuard.canary().text()).toString();

    assertThat(machine().property("keyturn.config", missing).problems())
        .containsExactly("keyturn.config: there is no such file");
  }

  @Test
  void a_file_name_that_is_none_is_told() {
    assertThat(machine().property("keyturn.config", "a\0b").problems())
        .containsExactly("keyturn.config: the file cannot be read; check its path and permissions");
  }

  @Test
  void a_key_given_twice_in_a_file_is_told_with_the_file() throws IOException {
    Path file = config("keyturn.store = env\nkeyturn.store = vault");

    assertThat(machine().property("keyturn.config", file.toString()).problems())
        .containsExactly(file + ", line 2: given twice: 'keyturn.store'");
  }

  @Test
  void a_file_on_the_class_path_is_told_by_its_address() {
    assertThat(machine().file("keyturn.store = env\nkeyturn.store = env").problems())
        .containsExactly("memory:/jar3/keyturn.properties, line 2: given twice: 'keyturn.store'");
  }

  @Test
  void a_text_that_is_no_key_is_told_by_its_line() {
    String pasted =
        """
        keyturn.stores.vault.token = \\
            -----BEGIN
        # %s
        %s/%s=

        %s/%s=
        keyturn.x = %s
        """
            .replace("%s", LeakGuard.canary().text());

    assertThat(machine().file(pasted).problems())
        .containsExactly(
            "memory:/jar3/keyturn.properties, line 4: no such key; each begins with keyturn.",
            "memory:/jar3/keyturn.properties, line 6: no such key; each begins with keyturn.",
            "'keyturn.x': no such key");
  }

  @Test
  void what_a_file_says_right_holds_beside_what_is_wrong() {
    assertThat(
            machine()
                .file("keyturn.secrets.A = nonsense\nkeyturn.store = env\nkeyturn.store = env")
                .problems())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).startsWith("keyturn.secrets.A: "))
        .anySatisfy(line -> assertThat(line).contains("line 3: given twice"));
  }

  @Test
  void a_file_cannot_name_another() throws IOException {
    String other = directory.resolve("other.properties").toString();
    TestMachine machine = machine().file("keyturn.config = " + other);

    assertThat(machine.problems())
        .containsExactly("keyturn.config: a file cannot name another one");
  }

  @Test
  void a_builder_reads_a_file_it_is_told_also_where_it_is_not_configured() throws IOException {
    Path file = config("keyturn.cache.ttl = 1s\nkeyturn.secrets.A = memory://a");
    InMemoryProvider store = new InMemoryProvider().put("a", "from memory");

    try (Secrets secrets = Secrets.builder().store("memory", store).config(file).build()) {
      assertThat(secrets.get("A").exposeString()).isEqualTo("from memory");
    }
  }

  @Test
  void system_properties_of_others_are_ignored() {
    assertThat(machine().property("keyturner.x", "y").property("java.home", "z").value("A"))
        .isNotEmpty();
  }

  @Test
  void texts_are_stripped_everywhere() throws IOException {
    TestMachine machine =
        machine()
            .given(KEY, " env://a ")
            .property("keyturn.secrets.B", "\tenv://b ")
            .variable("KEYTURN_SECRETS_C", " env://c\n");

    assertThat(List.of(machine.place("A"), machine.place("B"), machine.place("C")))
        .containsExactly("env://a", "env://b", "env://c");
  }

  @Test
  void a_backslash_in_a_location_says_what_to_use() {
    assertThat(machine().file(KEY + " = file://C:\\keys\\a").problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.secrets.A: malformed location at character 10")
        .contains("use /");
  }

  @Test
  void a_builder_that_is_not_configured_reads_nothing_of_the_machine() {
    Setup setup = new Setup();
    setup.machine =
        () -> {
          throw new AssertionError("the machine was read");
        };
    setup.store("memory", new InMemoryProvider().put("a", "from memory"));
    setup.set(KEY, "memory://a");

    try (Secrets secrets = setup.build()) {
      assertThat(secrets.get("A").exposeString()).isEqualTo("from memory");
    }
  }

  /** A class path of the thread's own is as much as is used of the machine. */
  private static Throwable problemsOf(Setup setup) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    TestClassPath withEnv = new TestClassPath();
    withEnv.add(TestClassPath.SERVICES, Env.class.getName());
    thread.setContextClassLoader(withEnv);
    try {
      return catchThrowable(
          () -> {
            try (Secrets secrets = setup.build()) {
              secrets.get("A");
            }
          });
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void a_builder_that_is_not_configured_has_no_active_store_of_its_own_accord() {
    assertThat(problemsOf(new Setup()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'A' has no place: no store is active; set keyturn.store");
  }

  @Test
  void a_name_declared_where_no_store_is_active_is_told() {
    Setup setup = new Setup();
    setup.set("keyturn.required", "A");

    assertThat(problemsOf(setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keyturn.secrets.A: 'A' has no place: no store is active");
  }

  @Test
  void a_builder_that_is_not_configured_finds_the_provider_of_the_store_it_is_told() {
    Setup setup = new Setup();
    setup.set("keyturn.store", "env");

    assertThat(problemsOf(setup)).isNull();
  }
}
