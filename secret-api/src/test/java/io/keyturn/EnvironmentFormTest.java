package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.OtherVault;
import io.keyturn.TestFactories.Vault;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration by environment variables. */
final class EnvironmentFormTest {
  private static TestMachine machine() {
    return TestMachine.with(Env.class, Vault.class);
  }

  @ParameterizedTest
  @EnumSource
  void each_key_has_its_form(Setting setting) {
    String variable = setting.key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");

    Problems problems = new Problems();
    Map<String, String> texts =
        new EnvironmentForm(Map.of(variable, "text"))
            .read(Set.of(setting.key, "keyturn.secrets."), Set.of(), problems);

    assertThat(texts).containsExactly(Map.entry(setting.key, "text"));
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void no_two_keys_have_the_same_form() {
    assertThat(Setting.values())
        .extracting(setting -> EnvironmentForm.of(setting.key))
        .doesNotHaveDuplicates();
  }

  @Test
  void after_secrets_the_rest_is_the_name() {
    assertThat(machine().variable("KEYTURN_SECRETS_DB_PASSWORD", "env://PW").place("DB_PASSWORD"))
        .isEqualTo("env://PW");
  }

  @Test
  void after_locations_the_rest_is_the_name() {
    assertThat(
            machine()
                .variable("KEYTURN_STORES_ENV_LOCATIONS_DB_PASSWORD", "PW")
                .place("DB_PASSWORD"))
        .isEqualTo("env://PW");
  }

  @Test
  void a_name_may_end_like_a_store_is_introduced() {
    TestMachine machine = machine().variable("KEYTURN_STORES_ENV_LOCATIONS_CONTENT_TYPE", "A_TYPE");

    assertThat(machine.place("CONTENT_TYPE")).isEqualTo("env://A_TYPE");
  }

  @Test
  void a_variable_introduces_a_store_whose_id_has_a_dash() {
    TestMachine machine =
        machine()
            .variable("KEYTURN_STORE", "vault-eu-2")
            .variable("KEYTURN_STORES_VAULT_EU_2_TYPE", "vault")
            .variable("KEYTURN_STORES_VAULT_EU_2_ADDRESS", "https://eu:8200")
            .variable("KEYTURN_STORES_VAULT_EU_2_CONNECT_TIMEOUT", "7s")
            .variable("KEYTURN_STORES_VAULT_EU_2_LOCATION", "app#{name}")
            .variable("KEYTURN_STORES_VAULT_EU_2_LOCATIONS_TIMEOUT", "app#connect-timeout");

    assertThat(machine.place("address")).isEqualTo("vault-eu-2://app#address");
    assertThat(machine.value("address")).isEqualTo("https://eu:8200");
    assertThat(machine.value("TIMEOUT")).isEqualTo("PT7S");
  }

  @Test
  void a_store_that_a_file_knows_need_not_be_introduced() {
    TestMachine machine =
        machine()
            .file("keyturn.secrets.NOTE = vault-eu://app#note\nkeyturn.stores.vault-eu.type=vault")
            .variable("KEYTURN_STORES_VAULT_EU_ADDRESS", "https://eu:8200")
            .variable("KEYTURN_STORES_VAULT_EU_NOTE", "from outside");

    assertThat(machine.value("NOTE")).isEqualTo("from outside");
  }

  @Test
  void a_variable_may_set_the_type_of_a_store_that_a_file_knows() {
    TestMachine machine =
        machine()
            .file("keyturn.secrets.TLS = eu-1://app#tls\nkeyturn.stores.eu-1.address=https://eu")
            .variable("KEYTURN_STORES_EU_1_TYPE", "vault");

    assertThat(machine.value("TLS")).isEqualTo("false");
  }

  @Test
  void a_ttl_for_one_name_has_a_form() {
    TestMachine machine =
        machine().variable("KEYTURN_CACHE_TTL_FOR_DB_PASSWORD", LeakGuard.canary().text());

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.cache.ttl-for.DB_PASSWORD: ");
  }

  @Test
  void a_variable_that_fits_two_keys_lists_both() {
    TestMachine machine =
        machine()
            .file("keyturn.stores.vault-locations.address=https://v\nkeyturn.stores.vault.note=x")
            .variable("KEYTURN_STORES_VAULT_LOCATIONS_TYPE", "vault");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("KEYTURN_STORES_VAULT_LOCATIONS_TYPE: ")
        .contains("keyturn.stores.vault.locations.TYPE", "keyturn.stores.vault-locations.type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEYTURN_CACH_TTL",
        "KEYTURN_TTL",
        "KEYTURN_",
        "KEYTURN_SECRETS_",
        "KEYTURN_STORES_ENV_NOTE",
        "KEYTURN_STORES_UNHEARD_OF_ADDRESS",
        "KEYTURN_Store",
        "KEYTURN_CACHE_MAX_SECRETS",
        "KEYTURN_SERVICE_HOSTS",
        "KEYTURN_PORT_X"
      })
  void a_variable_that_fits_no_key_is_an_error(String variable) {
    assertThat(machine().variable(variable, LeakGuard.canary().text()).problems())
        .singleElement()
        .asString()
        .startsWith(variable + ": fits no key of Keyturn");
  }

  @Test
  void variables_of_others_are_no_matter() {
    assertThat(machine().variable("KEYTURNER", "x").variable("keyturn.store", "x").value("A"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KEYTURN_API, 10.0.0.1, 10.0.0.1, tcp",
    "KEYTURN, 10.0.0.1, 10.0.0.1, tcp",
    "KEYTURN_STORES_VAULT, 10.0.0.1, 10.0.0.1, udp",
    "KEYTURN_STORES_ENV, 10.0.0.1, 10.0.0.1, sctp",
    "KEYTURN_STORES_ENV_LOCATIONS, 10.0.0.1, 10.0.0.1, tcp",
    "KEYTURN_STORE, 10.0.0.1, 10.0.0.1, tcp",
    "KEYTURN_SECRETS, 10.0.0.1, 10.0.0.1, tcp",
    "KEYTURN_SECRETS, fd00::1, [fd00::1], udp",
    "KEYTURN_SECRETS_API, 10.0.0.1, 10.0.0.1, sctp",
    "KEYTURN_CACHE_TTL_FOR, 10.0.0.1, 10.0.0.1, tcp",
  })
  void what_kubernetes_injects_for_a_service_is_fine(
      String service, String ip, String host, String protocol) {
    String port = service + "_PORT_80_" + protocol.toUpperCase(Locale.ROOT);
    TestMachine machine =
        machine()
            .variable(service + "_SERVICE_HOST", ip)
            .variable(service + "_SERVICE_PORT", "80")
            .variable(service + "_SERVICE_PORT_HTTP", "80")
            .variable(service + "_PORT", protocol + "://" + host + ":80")
            .variable(port, protocol + "://" + host + ":80")
            .variable(port + "_PROTO", protocol)
            .variable(port + "_PORT", "80")
            .variable(port + "_ADDR", ip);

    assertThat(machine.value("A")).isNotEmpty();
    assertThat(machine.place("PORT")).isEqualTo("env://PORT");
  }

  @ParameterizedTest
  @CsvSource({
    "KEYTURN_SECRETS_PORT, env://X",
    "KEYTURN_SECRETS_PORT, tcp://db:80",
    "KEYTURN_SECRETS_SERVICE_HOST, env://10.0.0.1",
    "KEYTURN_SECRETS_SERVICE_PORT, file://80",
    "KEYTURN_SECRETS_PORT_80_TCP, env://X",
    "KEYTURN_SECRETS_DB_PORT_80_TCP_PROTO, env://tcp",
  })
  void a_name_that_ends_like_a_variable_of_kubernetes_has_its_place(String variable, String text) {
    String name = variable.substring("KEYTURN_SECRETS_".length());
    TestMachine machine =
        TestMachine.with(Env.class, TestFactories.File.class)
            .store("tcp", new InMemoryProvider().put("db:80", "of the store tcp"))
            .variable(variable, text);

    assertThat(machine.place(name)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "SERVICE_HOST, A_VARIABLE",
    "SERVICE_HOST, dbhost",
    "SERVICE_PORT, A_VARIABLE",
    "PORT, A_VARIABLE",
    "PORT_80_TCP_PROTO, TCP",
    "PORT_80_TCP_ADDR, db.example.org"
  })
  void a_line_of_such_a_name_holds(String name, String text) {
    TestMachine machine = machine().variable("KEYTURN_STORES_ENV_LOCATIONS_" + name, text);

    assertThat(machine.place(name)).isEqualTo("env://" + text);
  }

  /** A provider that has a port. */
  @SecretProviderFactory.Type("sea")
  public static final class Sea implements SecretProviderFactory {
    private static final ProviderSettings.Key PORT =
        ProviderSettings.Key.optional("service-port", ProviderSettings.Kind.TEXT, "Its port.");

    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of(PORT);
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new InMemoryProvider().put("port", settings.text(PORT).orElse("none"));
    }
  }

  @Test
  void a_variable_that_is_the_whole_of_a_key_is_that_key() {
    TestMachine machine =
        TestMachine.with(Sea.class)
            .property("keyturn.secrets.A", "sea://port")
            .variable("KEYTURN_STORES_SEA_SERVICE_PORT", "80");

    assertThat(machine.value("A")).isEqualTo("80");
  }

  @ParameterizedTest
  @CsvSource({
    "KEYTURN_STORES_ENV_PORT, 8200",
    "KEYTURN_SERVICE_HOST, vault.example.org",
    "KEYTURN_PORT_80_TCP_ADDR, x"
  })
  void what_kubernetes_would_not_say_fits_no_key(String variable, String text) {
    assertThat(machine().variable(variable, text).problems())
        .containsExactly(variable + ": fits no key of Keyturn");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void an_empty_variable_is_unset(String empty) {
    TestMachine machine =
        machine()
            .variable("KEYTURN_STORE", empty)
            .variable("KEYTURN_CONFIG", empty)
            .variable("KEYTURN_CACHE_TTL", empty)
            .variable("KEYTURN_SECRETS_A", empty)
            .variable("KEYTURN_NO_SUCH_KEY", empty);

    assertThat(machine.place("A")).isEqualTo("env://A");
  }

  @Test
  void a_pin_in_the_environment_has_its_store_known() {
    TestMachine machine =
        machine()
            .variable("KEYTURN_SECRETS_NOTE", "vault://app#note, env://NOTE")
            .variable("KEYTURN_STORES_VAULT_NOTE", "a note")
            .variable("KEYTURN_STORES_VAULT_ADDRESS", "https://vault");

    assertThat(machine.value("NOTE")).isEqualTo("a note");
  }

  @Test
  void the_active_store_is_known_by_its_variable_alone() {
    TestMachine machine =
        machine()
            .file("keyturn.store = env")
            .variable("KEYTURN_STORE", "vault")
            .variable("KEYTURN_STORES_VAULT_ADDRESS", "https://vault")
            .variable("KEYTURN_STORES_VAULT_LOCATION", "app#{name}");

    assertThat(machine.value("address")).isEqualTo("https://vault");
  }

  @Test
  void the_factory_of_a_store_that_only_a_pin_names_has_a_form() {
    TestMachine machine =
        TestMachine.with(Vault.class, OtherVault.class)
            .variable("KEYTURN_SECRETS_ADDRESS", "vault://app#address")
            .variable("KEYTURN_STORES_VAULT_ADDRESS", "https://vault")
            .variable("KEYTURN_STORES_VAULT_FACTORY", OtherVault.class.getName());

    assertThat(machine.value("ADDRESS")).isEqualTo("the other vault's");
  }
}
