package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.File;
import io.keyturn.TestFactories.Moody;
import io.keyturn.TestFactories.Vault;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is configured for a store reaches its provider, and credentials reach no other. */
final class StoreSettingsTest {
  private final TestMachine machine =
      TestMachine.with(Env.class, File.class, Vault.class, Moody.class)
          .property("keyturn.store", "vault")
          .property("keyturn.stores.vault.location", "app#{name}");

  private TestMachine withAddress() {
    return machine.property("keyturn.stores.vault.address", "https://vault:8200");
  }

  /** A second vault, whose id is not its type. */
  private TestMachine withVaultEu() {
    return withAddress()
        .property("keyturn.store", "vault-eu")
        .property("keyturn.stores.vault-eu.type", "vault")
        .property("keyturn.stores.vault-eu.location", "app#{name}");
  }

  // ---- where they are from

  @Test
  void a_provider_can_tell_where_a_credential_is_configured() {
    assertThat(machine.variable("VAULT_ADDR", "https://vault").value("origin"))
        .isEqualTo("keyturn.stores.vault.token | VAULT_ADDR");
    assertThat(machine.variable("VAULT_TOKEN", LeakGuard.canary().text()).value("origin"))
        .isEqualTo("VAULT_TOKEN | VAULT_ADDR");
    assertThat(withAddress().property("keyturn.stores.vault.token", "env://T").value("origin"))
        .isEqualTo("keyturn.stores.vault.token, env://T | keyturn.stores.vault.address");
  }

  // ---- kinds

  @ParameterizedTest
  @CsvSource({
    "address, https://eu:8200/x, https://eu:8200/x",
    "connect-timeout, 250ms, PT0.25S",
    "tls, true, true",
    "note, any text, any text",
    "token, s.token, s.token"
  })
  void a_setting_reaches_the_provider(String name, String text, String told) {
    withAddress().property("keyturn.stores.vault." + name, text);

    assertThat(machine.value(name)).isEqualTo(told);
  }

  @Test
  void a_default_holds_where_nothing_is_said() {
    assertThat(withAddress().value("connect-timeout")).isEqualTo("PT5S");
    assertThat(machine.value("tls")).isEqualTo("false");
  }

  @Test
  void a_provider_is_told_the_drain_of_what_is_leased() {
    assertThat(withAddress().value("drain")).isEqualTo("PT10M");
    assertThat(machine.property("keyturn.rotation.drain", "20s").value("drain")).isEqualTo("PT20S");
  }

  @ParameterizedTest
  @CsvSource({
    "address, vault:8200",
    "address, /path",
    "address, https://user:pass@vault",
    "address, 'https://v ault'",
    "connect-timeout, soon",
    "connect-timeout, 0s",
    "connect-timeout, -PT1S",
    "tls, yes",
    "tls, TRUE"
  })
  void a_text_that_is_not_of_its_kind_is_told_by_key(String name, String text) {
    withAddress().property("keyturn.stores.vault." + name, text);

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.vault." + name + ": is n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"note", "token"})
  void a_blank_text_is_told(String name) {
    withAddress().property("keyturn.stores.vault." + name, " ");

    assertThat(machine.problems()).containsExactly("keyturn.stores.vault." + name + ": is blank");
  }

  @Test
  void a_required_setting_that_is_missing_is_told_with_the_vendors_variable() {
    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.vault.address: is missing; the store needs it (or VAULT_ADDR)");
  }

  @Test
  void in_another_store_of_the_type_the_vendors_variable_is_no_help() {
    assertThat(withVaultEu().problems())
        .containsExactly("keyturn.stores.vault-eu.address: is missing; the store needs it");
  }

  @Test
  void a_setting_the_provider_does_not_know_is_refused() {
    withAddress().property("keyturn.stores.vault.adress", LeakGuard.canary().text());

    assertThat(machine.problems())
        .containsExactly(
            "'keyturn.stores.vault.adress': no such key;"
                + " did you mean keyturn.stores.vault.address?");
  }

  @Test
  void settings_that_do_not_fit_each_other_are_told_a_line_each() {
    withAddress().property("keyturn.secrets.A", "moody://a");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.moody: 'a' needs 'b'", "keyturn.stores.moody: 'c' excludes 'd'");
  }

  @Test
  void a_store_given_by_its_provider_has_no_type() {
    withAddress()
        .store("memory", new InMemoryProvider())
        .property("keyturn.stores.memory.type", "vault");

    assertThat(machine.problems()).containsExactly("'keyturn.stores.memory.type': no such key");
  }

  // ---- the vendor's variables

  @Test
  void the_vendors_variables_are_read_for_the_store_named_like_its_type() {
    machine.variable("VAULT_ADDR", "https://vendor").variable("VAULT_TOKEN", "s.vendor");

    assertThat(machine.value("address")).isEqualTo("https://vendor");
    assertThat(machine.value("token")).isEqualTo("s.vendor");
  }

  @Test
  void a_key_is_stronger_than_the_vendors_variable() {
    assertThat(withAddress().variable("VAULT_ADDR", "https://vendor").value("address"))
        .isEqualTo("https://vault:8200");
  }

  @Test
  void an_empty_vendors_variable_is_unset() {
    machine.variable("VAULT_ADDR", "");

    assertThat(machine.problems()).singleElement().asString().contains("is missing");
  }

  @Test
  void a_wrong_text_in_a_vendors_variable_is_told(Canary canary) {
    machine.variable("VAULT_ADDR", canary.text());

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("VAULT_ADDR: is not an address");
  }

  @Test
  void a_vendors_credential_goes_to_no_other_store() {
    withVaultEu()
        .property("keyturn.stores.vault-eu.address", "https://eu")
        .property("keyturn.optional", "token")
        .variable("VAULT_TOKEN", LeakGuard.canary().text());

    try (Secrets secrets = machine.secrets()) {
      assertThat(secrets.find("token")).isEmpty();
    }
  }

  // ---- credentials

  @ParameterizedTest
  @ValueSource(strings = {"env", "file"})
  void a_credential_may_live_in_an_env_or_file_store(String store) {
    withAddress().property("keyturn.stores.vault.token", store + "://VAULT_LOGIN");

    assertThat(machine.value("token")).isEqualTo("VAULT_LOGIN of " + store + ", read 1");
  }

  @Test
  void a_credential_is_read_again_at_every_login() {
    withAddress().property("keyturn.stores.vault.token", "env://VAULT_LOGIN");

    try (Secrets secrets = machine.secrets()) {
      secrets.get("token");
      secrets.refresh("token");
      assertThat(secrets.get("token").exposeString()).endsWith("read 2");
    }
  }

  @Test
  void a_store_that_only_a_credential_uses_has_its_settings() {
    withAddress()
        .property("keyturn.stores.vault.token", "logins://VAULT_LOGIN")
        .property("keyturn.stores.logins.type", "file");

    assertThat(machine.value("token")).isEqualTo("VAULT_LOGIN of logins, read 1");
  }

  /** A file store with a setting of its own, which it tells. */
  @SecretProviderFactory.Type("file")
  public static final class Files implements SecretProviderFactory {
    private static final ProviderSettings.Key FOLDER =
        ProviderSettings.Key.optional("folder", ProviderSettings.Kind.TEXT, "Where they are.");

    @Override
    public List<ProviderSettings.Key> keys() {
      return List.of(FOLDER);
    }

    @Override
    public SecretProvider create(ProviderSettings settings) {
      return new InMemoryProvider().put("login", settings.text(FOLDER).orElse("the default"));
    }
  }

  private static TestMachine withFiles(String token) {
    return TestMachine.with(Env.class, Files.class, Vault.class)
        .property("keyturn.store", "vault")
        .property("keyturn.stores.vault.location", "app#{name}")
        .property("keyturn.stores.vault.address", "https://vault:8200")
        .variable("KEYTURN_STORES_CREDS_TYPE", "file")
        .variable("VAULT_TOKEN", token);
  }

  @Test
  void the_settings_of_a_store_that_only_a_credential_uses_are_read_from_the_environment() {
    TestMachine files = withFiles("creds://login").variable("KEYTURN_STORES_CREDS_FOLDER", "/run");

    assertThat(files.value("token")).isEqualTo("/run");
    assertThat(
            files
                .variable("VAULT_TOKEN", "")
                .variable("KEYTURN_STORES_VAULT_TOKEN", "creds://login")
                .value("token"))
        .isEqualTo("/run");
  }

  @Test
  void the_settings_of_a_store_that_only_a_credential_uses_are_checked() {
    TestMachine files =
        withFiles("creds://login")
            .property("keyturn.stores.creds.foldr", "/run")
            .variable("KEYTURN_STORES_CREDS_FOLDRE", "/run");

    assertThat(files.problems())
        .containsExactlyInAnyOrder(
            "'keyturn.stores.creds.foldr': no such key;"
                + " did you mean keyturn.stores.creds.folder?",
            "KEYTURN_STORES_CREDS_FOLDRE: fits no key of Keyturn;"
                + " did you mean KEYTURN_STORES_CREDS_FOLDER?");
  }

  @Test
  void the_factory_of_a_store_that_only_a_credential_uses_has_a_form() {
    TestMachine files =
        withFiles("file://login")
            .services(File.class.getName())
            .variable("KEYTURN_STORES_FILE_FOLDER", "/run")
            .variable("KEYTURN_STORES_FILE_FACTORY", Files.class.getName());

    assertThat(files.value("token")).isEqualTo("/run");
  }

  @Test
  void a_store_of_a_credential_whose_type_is_none_is_told_once() {
    withAddress()
        .property("keyturn.stores.vault.token", "creds://login")
        .property("keyturn.stores.creds.type", "fiel");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.vault.token: a credential lives in an env or file store,"
                + " not in 'creds'");
  }

  /** What stands before the colon may be the beginning of the credential itself. */
  @Test
  void a_credential_that_only_looks_like_a_location_is_not_told(Canary canary) {
    String token = canary.text().toLowerCase(Locale.ROOT).replaceAll("^[^a-z]", "x");
    withAddress().property("keyturn.stores.vault.token", token + "://x").variable("KEYTURN_X", "1");

    assertThat(machine.problems())
        .hasSize(2)
        .noneMatch(line -> line.contains(token))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("keyturn.stores.vault.token: there is no such store; there are ")
                    .endsWith("; a credential with '://' in it lives in an env or file store"));
  }

  @Test
  void a_credential_lives_in_no_other_store() {
    withVaultEu()
        .property("keyturn.stores.vault-eu.address", "https://eu")
        .property("keyturn.stores.vault-eu.token", "vault://logins#eu");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.vault-eu.token: ")
        .contains("env or file", "'vault'");
  }

  @Test
  void a_malformed_location_of_a_credential_is_told_without_its_text(Canary canary) {
    withAddress().property("keyturn.stores.vault.token", "env://" + canary.text() + "#");

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.vault.token: malformed location at character");
  }

  @Test
  void a_parameter_the_credentials_store_does_not_know_is_told() {
    withAddress().property("keyturn.stores.vault.token", "env://LOGIN?version=3");

    assertThat(machine.problems())
        .containsExactly(
            "keyturn.stores.vault.token: unknown parameter 'version'; this store has none");
  }

  @Test
  void a_credential_that_cannot_be_read_is_a_failure_of_the_read() {
    InMemoryProvider logins = new InMemoryProvider();
    logins.goOffline();
    withAddress()
        .store("env", logins)
        .property("keyturn.stores.vault.token", "env://LOGIN")
        .property("keyturn.startup.timeout", "1ms")
        .property("keyturn.required", "token");

    assertThatThrownBy(machine::secrets).isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void a_token_that_is_too_large_is_told_by_its_size() {
    withAddress().property("keyturn.stores.vault.token", "x".repeat(70_000));

    assertThat(machine.problems())
        .singleElement()
        .asString()
        .startsWith("keyturn.stores.vault.token: a secret has 1 to 65536 bytes");
  }
}
