package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.Vault;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which place a name is read from. */
final class PlacesTest {
  private final InMemoryProvider one = new InMemoryProvider().put("app", Map.of("A", "one"));
  private final InMemoryProvider two = new InMemoryProvider().put("app", Map.of("A", "two"));
  private final TestMachine machine =
      TestMachine.with(Env.class, Vault.class)
          .store("one", one)
          .store("two", two)
          .property("keyturn.store", "one");

  @RegisterExtension final Ledgers ledgers = machine.ledgers;

  // ---- which

  @Test
  void a_template_places_every_name() {
    machine.property("keyturn.stores.one.location", "app#{name}");

    assertThat(machine.place("A")).isEqualTo("one://app#A");
  }

  @Test
  void a_name_in_a_template_stands_in_path_and_field() {
    one.put("x/A/A", Map.of("f-A", "found"));
    machine.property("keyturn.stores.one.location", "x/{name}/{name}?version=1#f-{name}");

    assertThat(machine.value("A")).isEqualTo("found");
  }

  @Test
  void a_line_of_its_own_is_stronger_than_the_template() {
    one.put("own", "mine");
    machine
        .property("keyturn.stores.one.location", "app#{name}")
        .property("keyturn.stores.one.locations.A", "own");

    assertThat(machine.place("A")).isEqualTo("one://own");
  }

  @Test
  void a_pin_is_stronger_than_the_active_store() {
    machine
        .property("keyturn.stores.one.location", "app#{name}")
        .property("keyturn.secrets.A", "two://app#A");

    assertThat(machine.value("A")).isEqualTo("two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "two"})
  void lines_of_other_stores_wait_for_the_swap(String active) {
    machine
        .property("keyturn.store", active)
        .property("keyturn.stores.one.locations.A", "app#A")
        .property("keyturn.stores.two.locations.A", "app#A");

    assertThat(machine.value("A")).isEqualTo(active);
  }

  @Test
  void env_has_a_template_of_its_own() {
    assertThat(machine.property("keyturn.store", "env").place("A")).isEqualTo("env://A");
  }

  @Test
  void a_store_of_type_env_has_it_too() {
    machine.property("keyturn.store", "os").property("keyturn.stores.os.type", "env");

    assertThat(machine.place("A")).isEqualTo("os://A");
  }

  @Test
  void env_is_the_store_also_of_names_beside_those_that_are_pinned() {
    TestMachine pinned =
        TestMachine.with(Env.class).store("one", one).property("keyturn.secrets.A", "one://app#A");

    assertThat(pinned.place("B")).isEqualTo("env://B");
  }

  @Test
  void the_template_of_env_can_be_another() {
    machine.property("keyturn.store", "env").property("keyturn.stores.env.location", "APP_{name}");

    assertThat(machine.place("A")).isEqualTo("env://APP_A");
  }

  // ---- lists

  @Test
  void of_a_list_the_first_place_that_exists_is_kept() {
    one.delete("app");
    machine.property("keyturn.secrets.A", "one://app#A , two://app#A,one://never");

    assertThat(machine.place("A")).isEqualTo("two://app#A");
    assertThat(one.fetches("never")).isZero();
  }

  @Test
  void a_field_missing_in_a_place_ends_the_walk() {
    machine.property("keyturn.secrets.A", "one://app#B, two://app#A");

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretNotFoundException.class);
    assertThat(two.fetches("app")).isZero();
  }

  @Test
  void an_outage_never_falls_through() {
    one.goOffline();
    machine
        .property("keyturn.secrets.A", "one://app#A, two://app#A")
        .property("keyturn.startup.timeout", "1ms");

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretUnavailableException.class);
    assertThat(two.fetches("app")).isZero();
  }

  @Test
  void a_place_that_cannot_be_read_ends_the_walk() {
    one.put("app", Map.of("A", ""));
    machine.property("keyturn.secrets.A", "one://app#A, two://app#A");

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretFormatException.class);
  }

  // ---- declared

  @ParameterizedTest
  @CsvSource({
    "keyturn.required, A",
    "keyturn.optional, A",
    "keyturn.stores.two.locations.A, app#A",
    "keyturn.stores.unused.locations.A, app#A"
  })
  void a_declared_name_without_a_place_in_the_active_store_is_an_error(String key, String text) {
    assertThat(machine.property(key, text).problems())
        .singleElement()
        .asString()
        .startsWith(
            "keyturn.stores.one.locations.A: 'A' has no place in the store 'one';"
                + " add keyturn.stores.one.locations.A");
  }

  @Test
  void where_a_name_has_no_place_what_may_be_misspelled_is_told() {
    machine
        .property("keyturn.required", "MAILJET_API_KEY")
        .property("keyturn.stores.noe.locations.MAILJET_API_KEY", "app#A")
        .property("keyturn.stores.one.locations.MAILJET_APIKEY", "app#A");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.one.locations.MAILJET_API_KEY: 'MAILJET_API_KEY' has no place in the"
                + " store 'one'; add keyturn.stores.one.locations.MAILJET_API_KEY;"
                + " it has one in 'noe'; did you mean MAILJET_APIKEY?");
  }

  @Test
  void a_pinned_name_needs_no_place_in_the_active_store() {
    machine.property("keyturn.required", "A").property("keyturn.secrets.A", "two://app#A");

    assertThat(machine.value("A")).isEqualTo("two");
  }

  @Test
  void a_name_that_is_not_declared_is_refused_when_it_is_asked_for() {
    try (Secrets secrets = machine.secrets()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> secrets.get("A"))
          .withMessageContaining("'A' has no place in the store 'one'")
          .withMessageEndingWith("(Keyturn docs/errors.md#configuration)");
    }
  }

  @Test
  void without_an_active_store_a_name_that_is_not_pinned_has_no_place() {
    try (Secrets secrets = Secrets.builder().store("one", ledgers.of(one)).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> secrets.get("A"))
          .withMessageContaining("'A' has no place: no store is active")
          .withMessageContaining("keyturn.store");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "keyturn.required, A",
    "keyturn.stores.one.locations.A, app#A",
    "keyturn.secrets.A, one://app#A"
  })
  void a_declared_name_must_be_there_at_start(String key, String text) {
    one.delete("app");
    machine.property("keyturn.stores.one.location", "app#{name}").property(key, text);

    assertThatThrownBy(machine::secrets)
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("'A'");
  }

  @Test
  void an_optional_name_may_be_missing() {
    machine
        .property("keyturn.optional", "B, C")
        .property("keyturn.stores.one.location", "app#{name}")
        .property("keyturn.secrets.C", "one://app#C");

    try (Secrets secrets = machine.secrets()) {
      assertThat(secrets.find("B")).isEmpty();
      assertThat(secrets.find("C")).isEmpty();
    }
  }

  @Test
  void a_name_is_required_or_optional() {
    machine
        .property("keyturn.stores.one.location", "app#{name}")
        .property("keyturn.required", "A,B")
        .property("keyturn.optional", "B");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.optional: 'B' is in keyturn.required as well; leave it out of one");
  }

  private record Perhaps(@SecretName("A") Optional<Secret> a) {}

  private record Surely(@SecretName("A") Secret a) {}

  @ParameterizedTest
  @CsvSource({
    "keyturn.secrets.A, one://app#A",
    "keyturn.stores.one.locations.A, app#A",
    "keyturn.stores.two.locations.A, app#A"
  })
  void an_optional_component_makes_a_name_with_a_place_optional(String key, String text) {
    one.delete("app");
    machine
        .property("keyturn.stores.one.location", "app#{name}")
        .property(key, text)
        .record(Perhaps.class);

    try (Secrets secrets = machine.secrets()) {
      assertThat(secrets.rotating(Perhaps.class).get().a()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_name_that_another_record_needs_is_required(boolean first) {
    one.delete("app");
    machine
        .property("keyturn.secrets.A", "one://app#A")
        .record(first ? Surely.class : Perhaps.class)
        .record(first ? Perhaps.class : Surely.class);

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretNotFoundException.class);
  }

  @Test
  void a_name_in_the_list_of_required_ones_is_required_whatever_a_record_says() {
    one.delete("app");
    machine
        .property("keyturn.secrets.A", "one://app#A")
        .property("keyturn.required", "A")
        .record(Perhaps.class);

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretNotFoundException.class);
  }

  @Test
  void a_name_in_the_list_of_optional_ones_is_required_where_a_record_needs_it() {
    one.delete("app");
    machine
        .property("keyturn.secrets.A", "one://app#A")
        .property("keyturn.optional", "A")
        .record(Surely.class);

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretNotFoundException.class);
  }

  // ---- wrong places

  @Test
  void a_relative_location_that_names_a_store_is_refused() {
    assertThat(machine.property("keyturn.stores.one.locations.A", "two://app#A").problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.one.locations.A: ")
        .contains("names a store");
  }

  @Test
  void a_template_that_names_a_store_is_refused() {
    machine
        .property("keyturn.required", "A")
        .property("keyturn.stores.one.location", "one://app#{name}");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.one.location: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app?version={name}#f", "app?version={name}", "app?{name}#f"})
  void the_name_stands_in_no_parameter_of_a_template(String template) {
    machine.property("keyturn.required", "A").property("keyturn.stores.one.location", template);

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.one.location: {name} stands in the path or the field,"
                + " not in a parameter");
  }

  @ParameterizedTest
  @CsvSource({
    "keyturn.secrets.A, one://app#{name}",
    "keyturn.stores.one.locations.A, app#{name}",
    "keyturn.stores.one.location, app#{nam}"
  })
  void only_a_template_has_a_name_in_braces(String key, String text) {
    machine.property("keyturn.required", "A").property(key, text);

    assertThat(machine.problems()).singleElement().asString().startsWith(key).contains("'{'");
  }

  @Test
  void a_wrong_template_is_told_although_no_name_is_declared() {
    machine.property("keyturn.stores.one.location", "app#{name}#" + LeakGuard.canary().text());

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.one.location: ");
  }

  @Test
  void a_wrong_line_of_a_store_that_is_not_used_yet_is_told() {
    machine
        .property("keyturn.store", "env")
        .property("keyturn.stores.vault.locations.A", "app#A#" + LeakGuard.canary().text());

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.vault.locations.A: malformed location at character 6:"
                + " '#' stands for itself nowhere; write %23");
  }

  @Test
  void a_list_stands_in_a_pin_only() {
    assertThat(machine.property("keyturn.stores.one.locations.A", "app#A, app#B").problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.one.locations.A: malformed location at character 6: ','");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one://app#A,", ",one://app#A", "one://app#A,,one://b", ""})
  void a_list_has_no_empty_places(String list) {
    assertThat(machine.property("keyturn.secrets.A", list).problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.secrets.A");
  }

  @Test
  void in_a_list_the_wrong_one_is_told_by_its_number() {
    assertThat(machine.property("keyturn.secrets.A", "one://app#A, two://..#A").problems())
        .containsExactly(
            "keyturn.secrets.A: location 2: malformed location at character 7:"
                + " '.' and '..' are no segments of a path");
  }

  @ParameterizedTest
  @CsvSource({
    "keyturn.secrets.A, one://app?stage=x#A",
    "keyturn.secrets.A, 'two://app#A,one://app?stage=x#A'",
    "keyturn.stores.one.locations.A, app?stage=x#A"
  })
  void a_parameter_the_store_does_not_know_is_refused_at_start(String key, String text) {
    assertThat(machine.property(key, text).problems())
        .containsExactly(key + ": unknown parameter 'stage'; this store has 'version'");
  }

  // ---- stores that are used

  @Test
  void a_store_nobody_uses_is_not_made() {
    machine
        .property("keyturn.store", "env")
        .property("keyturn.stores.vault.location", "app#{name}")
        .property("keyturn.stores.nowhere.type", "no-such-type")
        .property("keyturn.stores.nowhere.region", "r");

    assertThat(machine.place("A")).isEqualTo("env://A");
  }

  @Test
  void an_unheard_of_active_store_is_told() {
    assertThat(machine.property("keyturn.store", "moon").problems())
        .containsExactly("keyturn.store: there is no such store; there are env, one, two, vault");
  }

  @Test
  void an_active_store_with_a_typo_is_one_problem_with_the_one_that_was_meant() {
    machine
        .property("keyturn.stores.vault.address", "https://vault")
        .property("keyturn.stores.vault.locations.A", "app#a")
        .property("keyturn.required", "B")
        .variable("KEYTURN_STORES_VALT_ADDRESS", "https://vault")
        .property("keyturn.store", "valt");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.store: there is no such store; there are env, one, two, vault;"
                + " did you mean vault?");
  }

  @Test
  void an_active_store_with_a_typo_hides_no_other_mistake() {
    machine.property("keyturn.store", "valt").property("keyturn.secrets.A", "nonsense");

    assertThat(machine.problems()).hasSize(2);
  }

  /** What stands before the colon may be the beginning of the secret itself. */
  @ParameterizedTest
  @ValueSource(strings = {"keyturn.secrets.A", "keyturn.store"})
  void the_id_of_a_store_that_there_is_not_is_not_told(String key) {
    String id = LeakGuard.canary().text().toLowerCase(Locale.ROOT).replaceAll("^[^a-z]", "x");
    String text = key.equals("keyturn.store") ? id : id + "://a";

    assertThat(machine.property(key, text).property("keyturn.x", "1").problems())
        .hasSize(2)
        .noneMatch(line -> line.contains(id))
        .anySatisfy(line -> assertThat(line).startsWith(key + ": there is no such store"));
  }

  @Test
  void a_pin_to_a_store_that_there_is_not_says_what_to_do() {
    assertThat(machine.property("keyturn.secrets.A", "one://a#A, vualt://a").problems())
        .containsExactly(
            "keyturn.secrets.A: location 2: there is no such store; there are env, one, two, vault;"
                + " if this is the secret itself, take it out of the configuration and rotate it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Vault", "1", "a_b", "a.b", "-a", ""})
  void an_active_store_whose_id_is_none_is_told_without_it(String id) {
    assertThat(machine.property("keyturn.store", id).problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.store: there is no such store; there are env, one, two, vault");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Vault", "1", "a_b", "-a"})
  void an_id_in_a_key_that_is_none_is_told(String id) {
    assertThat(machine.property("keyturn.stores." + id + ".location", "a#{name}").problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores." + id + ": no id of a store");
  }

  @Test
  void an_id_of_a_given_store_that_is_none_is_told() {
    assertThat(machine.store("My store", new InMemoryProvider()).problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.My store: no id of a store");
  }
}
