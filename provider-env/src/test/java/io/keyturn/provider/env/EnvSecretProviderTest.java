package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.Secrets;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvSecretProviderTest {
  private static final SecretLocation KEY = SecretLocation.parse("env://MAILJET_API_KEY");

  @Test
  @Witness(Row.SYSTEM_PROPERTY)
  void a_system_property_comes_before_the_variable_of_its_name() {
    String property = LeakGuard.canary().text();
    String variable = LeakGuard.canary().text();

    SecretBundle bundle =
        provider(Map.of(KEY.path(), property), Map.of(KEY.path(), variable)).fetch(KEY);

    assertThat(bundle.secret(KEY, "~1").exposeString()).isEqualTo(property);
  }

  @Test
  @Witness(Row.UPPER_SNAKE)
  void a_name_with_dots_or_dashes_is_looked_for_as_upper_snake_after_itself() {
    String value = LeakGuard.canary().text();
    SecretLocation dotted = SecretLocation.parse("env://mail.api-key");
    Map<String, String> upper = Map.of("MAIL_API_KEY", value);
    Map<String, String> both = Map.of("MAIL_API_KEY", "other", "mail.api-key", value);

    assertThat(provider(Map.of(), upper).fetch(dotted).secret(dotted, "~1").exposeString())
        .isEqualTo(value);
    assertThat(provider(Map.of(), both).fetch(dotted).secret(dotted, "~1").exposeString())
        .isEqualTo(value);
    assertThat(provider(Map.of(), upper).fetch(dotted).fixed()).isTrue();
  }

  @Test
  @Witness(Row.UPPER_SNAKE)
  void other_names_are_looked_for_as_they_are_and_properties_always() {
    SecretLocation plain = SecretLocation.parse("env://mail_api_key");
    SecretLocation dotted = SecretLocation.parse("env://mail.api-key");
    Map<String, String> upper = Map.of("MAIL_API_KEY", LeakGuard.canary().text());

    assertNotFound(provider(upper, upper), plain, "variable, and none with _FILE at its end");
    assertNotFound(
        provider(upper, Map.of()), dotted, "no variable MAIL_API_KEY, and none with _FILE");
  }

  @Test
  @Witness(Row.PREFIX)
  void a_template_gives_names_a_prefix() {
    String value = LeakGuard.canary().text();
    String prefix = "P" + value.hashCode() + "_";
    Map<String, String> template =
        Map.of("keyturn.store", "env", "keyturn.stores.env.location", prefix + "{name}");
    System.setProperty(prefix + "API_KEY", value);
    try (Secrets secrets = Secrets.builder().properties(template).build()) {
      assertThat(secrets.get("API_KEY").exposeString()).isEqualTo(value);
    } finally {
      System.clearProperty(prefix + "API_KEY");
    }
  }

  private static void assertNotFound(
      SecretProvider provider, SecretLocation location, String reason) {
    assertThatThrownBy(() -> provider.fetch(location))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining(reason)
        .satisfies(LeakGuard::check);
  }

  @Test
  void a_variable_is_fixed_and_a_system_property_is_not() {
    Map<String, String> set = Map.of(KEY.path(), LeakGuard.canary().text());

    assertThat(provider(Map.of(), set).fetch(KEY).fixed()).isTrue();
    assertThat(provider(set, Map.of()).fetch(KEY).fixed()).isFalse();
  }

  @Test
  @Witness(Row.EMPTY)
  void what_is_empty_is_malformed_and_not_missing() {
    Map<String, String> empty = Map.of(KEY.path(), "");
    Map<String, String> full = Map.of(KEY.path(), LeakGuard.canary().text());

    SecretBundle variable = provider(Map.of(), empty).fetch(KEY);
    SecretBundle property = provider(empty, full).fetch(KEY);

    assertThatThrownBy(() -> variable.secret(KEY, "~1")).isInstanceOf(SecretFormatException.class);
    assertThatThrownBy(() -> property.secret(KEY, "~1")).isInstanceOf(SecretFormatException.class);
  }

  @Test
  void half_of_a_surrogate_pair_is_a_format_error() {
    String half = LeakGuard.canary().text() + '\ud83d';
    SecretBundle property = provider(Map.of(KEY.path(), half), Map.of()).fetch(KEY);

    assertThatThrownBy(() -> property.secret(KEY, "~1"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("MAILJET_API_KEY: it has half of a surrogate pair")
        .satisfies(LeakGuard::check);
  }

  @Test
  void a_variable_that_the_jvm_could_not_decode_is_a_format_error() {
    SecretProvider provider =
        provider(Map.of(), Map.of(KEY.path(), LeakGuard.canary().text() + '\uFFFD'));

    assertThatThrownBy(() -> provider.fetch(KEY))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("MAILJET_API_KEY", "locale")
        .satisfies(LeakGuard::check);
  }

  @Test
  void a_text_is_at_most_1_MiB_of_bytes_and_not_of_letters() {
    String largest = "ä".repeat(SecretBundle.MAX_BYTES / 2);
    SecretProvider provider = provider(Map.of(KEY.path(), largest), Map.of());
    SecretProvider larger = provider(Map.of(), Map.of(KEY.path(), largest + "a"));

    assertThat(provider.fetch(KEY).size()).isEqualTo(SecretBundle.MAX_BYTES);
    assertThatThrownBy(() -> larger.fetch(KEY))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void a_parameter_is_refused() {
    SecretLocation location = SecretLocation.parse("env://MAILJET_API_KEY?version=3");

    assertThatThrownBy(() -> provider(Map.of(), Map.of()).normalize(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'version'");
  }

  @Test
  void the_factory_reads_this_process() {
    String value = LeakGuard.canary().text();
    SecretLocation property = SecretLocation.parse("env://keyturn.test." + value.hashCode());
    SecretLocation missing = SecretLocation.parse("env://KEYTURN_TEST_NOBODY_SETS_THIS");
    try (SecretProvider provider =
        new EnvSecretProviderFactory().create(ProviderSettings.builder("env").build())) {
      System.setProperty(property.path(), value);

      assertThat(provider.fetch(property).secret(property, "~1").exposeString()).isEqualTo(value);
      assertThat(provider.fetch(SecretLocation.parse("env://PATH")).fixed()).isTrue();
      assertThatThrownBy(() -> provider.fetch(missing)).isInstanceOf(SecretNotFoundException.class);
    } finally {
      System.clearProperty(property.path());
    }
  }

  private static SecretProvider provider(
      Map<String, String> properties, Map<String, String> variables) {
    return OtherProcess.provider(properties, variables);
  }
}
