package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.Failing;
import io.keyturn.TestFactories.Hostile;
import io.keyturn.TestFactories.OtherVault;
import io.keyturn.TestFactories.Untyped;
import io.keyturn.TestFactories.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery: by type, exactly one, none other initialised. */
final class FactoriesTest {
  private static TestMachine machine(Class<?>... factories) {
    return TestMachine.with(factories)
        .property("keyturn.secrets.ADDRESS", "vault://settings#address")
        .property("keyturn.stores.vault.address", "https://vault:8200");
  }

  @Test
  void a_factory_is_found_by_its_type() {
    assertThat(machine(Env.class, Vault.class).value("ADDRESS")).isEqualTo("https://vault:8200");
  }

  @Test
  void a_hostile_factory_on_the_class_path_is_never_initialised() {
    machine(Hostile.class, Vault.class, Untyped.class).value("ADDRESS");

    assertThat(System.getProperty("keyturn-test.hostile")).isNull();
  }

  @Test
  void a_factory_that_would_fail_harms_nobody_who_does_not_use_it() {
    assertThat(machine(Failing.class, Vault.class).value("ADDRESS")).isNotEmpty();
  }

  @Test
  void a_broken_entry_hides_none_of_the_others() {
    String services =
        """
        io.keyturn.NoSuchFactory
        java.lang.String
        %s
        """
            .formatted(Vault.class.getName());

    assertThat(machine().services(services).value("ADDRESS")).isEqualTo("https://vault:8200");
  }

  @Test
  void a_class_that_cannot_be_linked_hides_none_of_the_others() {
    TestMachine machine =
        machine().services(TestClassPath.TORN + "\n" + Vault.class.getName() + "\n");

    assertThat(machine.value("ADDRESS")).isEqualTo("https://vault:8200");
  }

  @Test
  void a_broken_file_hides_none_of_the_others() {
    TestMachine machine = machine().services("no class name").services(Vault.class.getName());

    assertThat(machine.value("ADDRESS")).isEqualTo("https://vault:8200");
  }

  @Test
  void entries_that_cannot_be_loaded_are_told_where_a_provider_is_missing() {
    assertThat(machine().services("io.keyturn.NoSuchFactory\nio.keyturn.TestMachine").problems())
        .singleElement()
        .asString()
        .contains("found: none; cannot be loaded: 2 of the entries");
  }

  @Test
  void the_same_factory_twice_on_the_class_path_is_one() {
    assertThat(machine(Vault.class, Vault.class).value("ADDRESS")).isNotEmpty();
  }

  @Test
  void two_of_a_type_are_both_listed() {
    assertThat(machine(Vault.class, OtherVault.class).problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.vault.type: there are several providers of type 'vault'")
        .contains(Vault.class.getName(), OtherVault.class.getName())
        .contains("factory");
  }

  @Test
  void the_key_factory_settles_a_tie() {
    TestMachine machine =
        machine(Vault.class, OtherVault.class)
            .property("keyturn.stores.vault.factory", OtherVault.class.getName());

    assertThat(machine.value("ADDRESS")).isEqualTo("the other vault's");
  }

  @Test
  void a_factory_named_that_is_not_there_is_told() {
    TestMachine machine =
        machine(Vault.class, OtherVault.class)
            .property("keyturn.stores.vault.factory", "org.example.Missing");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .contains("no provider of type 'vault'")
        .contains(Vault.class.getName());
  }

  @ParameterizedTest
  @CsvSource({
    "env, io.keyturn:keyturn-provider-env",
    "file, io.keyturn:keyturn-provider-env",
    "aws, io.keyturn:keyturn-provider-aws",
    "vault, io.keyturn:keyturn-provider-vault"
  })
  void a_missing_provider_tells_which_jar_to_add(String type, String jar) {
    TestMachine machine = new TestMachine().property("keyturn.secrets.A", type + "://a");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .contains("no provider of type '" + type + "'", jar, "META-INF/services", "found: none");
  }

  @Test
  void a_missing_provider_of_an_unknown_type_lists_what_was_found() {
    TestMachine machine =
        TestMachine.with(Vault.class, Env.class)
            .property("keyturn.secrets.A", "valt://a")
            .property("keyturn.stores.valt.location", "a#{name}");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.valt.type: ")
        .contains("no provider of type 'valt'")
        .contains("env by " + Env.class.getName(), "vault by " + Vault.class.getName());
  }

  @Test
  void a_factory_that_cannot_be_made_is_told_by_its_class_only() {
    TestMachine machine =
        TestMachine.with(Failing.class).property("keyturn.secrets.A", "failing://a");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .contains(Failing.class.getName())
        .doesNotContain("may quote anything");
  }

  @Test
  void without_any_configuration_the_jar_for_env_is_named() {
    assertThat(new TestMachine().problems())
        .singleElement()
        .asString()
        .contains("io.keyturn:keyturn-provider-env");
  }
}
