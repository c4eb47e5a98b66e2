package io.keyturn.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderSettingsTest {
  private static final ProviderSettings.Key NOTE =
      ProviderSettings.Key.optional("note", ProviderSettings.Kind.TEXT, "A text.");
  private static final ProviderSettings.Key ADDRESS =
      ProviderSettings.Key.optional("address", ProviderSettings.Kind.URI, "An address.");
  private static final ProviderSettings.Key LIMIT =
      ProviderSettings.Key.optional("limit", ProviderSettings.Kind.DURATION, "A limit.");
  private static final ProviderSettings.Key TLS =
      ProviderSettings.Key.optional("tls", ProviderSettings.Kind.FLAG, "A flag.");
  private static final ProviderSettings.Key TOKEN =
      ProviderSettings.Key.optional("token", ProviderSettings.Kind.SECRET, "A credential.");

  private static ProviderSettings.Builder builder() {
    return ProviderSettings.builder("vault-eu");
  }

  @Test
  void settings_are_read_by_their_kind() {
    ProviderSettings settings =
        builder()
            .text(NOTE, "a note")
            .text(ADDRESS, "https://vault:8200/x")
            .text(LIMIT, "30s")
            .text(TLS, "true")
            .secret(TOKEN, () -> Secret.of("token"))
            .build();

    assertThat(settings.storeId()).isEqualTo("vault-eu");
    assertThat(settings.text(NOTE)).contains("a note");
    assertThat(settings.uri(ADDRESS)).contains(URI.create("https://vault:8200/x"));
    assertThat(settings.duration(LIMIT)).contains(Duration.ofSeconds(30));
    assertThat(settings.flag(TLS)).isTrue();
    assertThat(settings.secret(TOKEN).orElseThrow().get().exposeString()).isEqualTo("token");
  }

  @Test
  void what_is_not_given_is_empty_and_a_flag_false() {
    ProviderSettings settings = builder().build();

    assertThat(settings.text(NOTE)).isEmpty();
    assertThat(settings.uri(ADDRESS)).isEmpty();
    assertThat(settings.duration(LIMIT)).isEmpty();
    assertThat(settings.flag(TLS)).isFalse();
    assertThat(settings.secret(TOKEN)).isEmpty();
  }

  @Test
  void a_default_holds_unless_a_text_is_given() {
    ProviderSettings.Key limited = LIMIT.withDefault("5s");

    assertThat(builder().build().duration(limited)).contains(Duration.ofSeconds(5));
    assertThat(builder().text(limited, "6s").build().duration(limited))
        .contains(Duration.ofSeconds(6));
    assertThat(builder().build().flag(TLS.withDefault("true"))).isTrue();
  }

  @Test
  void a_negative_drain_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().drain(Duration.ofSeconds(-1)))
        .withMessage("the drain is negative: PT-1S");
  }

  @Test
  void the_drain_is_ten_minutes_unless_another_is_given() {
    assertThat(builder().build().drain()).isEqualTo(Duration.ofMinutes(10));
    assertThat(builder().drain(Duration.ofSeconds(7)).build().drain())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void a_credential_is_asked_for_each_time() {
    AtomicInteger asked = new AtomicInteger();
    ProviderSettings settings =
        builder().secret(TOKEN, () -> Secret.of("t" + asked.incrementAndGet())).build();

    assertThat(settings.secret(TOKEN).orElseThrow().get().exposeString()).isEqualTo("t1");
    assertThat(settings.secret(TOKEN).orElseThrow().get().exposeString()).isEqualTo("t2");
  }

  @Test
  void no_value_is_printed(Canary canary) {
    ProviderSettings settings =
        builder().text(NOTE, canary.text()).secret(TOKEN, () -> Secret.of(canary.text())).build();

    assertThat(settings).hasToString("ProviderSettings[vault-eu, [note], [token]]");
  }

  @Test
  void a_wrong_text_is_refused_by_its_key(Canary canary) {
    Throwable thrown = catchThrowable(() -> builder().text(LIMIT, canary.text()));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("limit is not a duration")
        .hasNoCause();
    LeakGuard.check(thrown);
  }

  @Test
  void a_secret_is_no_text(Canary canary) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().text(TOKEN, canary.text()))
        .withMessage("token is a secret");
  }

  @ParameterizedTest
  @CsvSource({
    "https://vault:8200, true",
    "http://127.0.0.1, true",
    "https://[::1]:8200/v1, true",
    "vault:8200, false",
    "vault, false",
    "/path, false",
    "https://, false",
    "https://user:pw@vault, false",
    "https://a b, false",
    "mailto:a@b, false",
    "'', false"
  })
  void an_address_is_absolute_has_a_host_and_no_credential(String text, boolean address) {
    assertThat(ADDRESS.problem(text).isEmpty()).isEqualTo(address);
  }

  @ParameterizedTest
  @EnumSource
  void a_blank_text_fits_no_kind(ProviderSettings.Kind kind) {
    assertThat(ProviderSettings.Key.optional("k", kind, "Any.").problem(" ")).isPresent();
  }

  @Test
  void a_key_tells_what_it_was_made_with() {
    ProviderSettings.Key key = NOTE.asRequired().withDefault("d").withVariable("VAR");

    assertThat(key.required()).isTrue();
    assertThat(key.defaultText()).contains("d");
    assertThat(key.vendorVariable()).contains("VAR");
    assertThat(key.name()).isEqualTo("note");
    assertThat(key.meaning()).isEqualTo("A text.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"factory", "location", "locations", "type"})
  void a_key_that_each_store_has_is_none_of_a_factory(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.Key.optional(name, ProviderSettings.Kind.TEXT, "Any."))
        .withMessage("each store has a key '" + name + "' already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Type", "a b", "a_b", "a.b", "a-", "-a", "1a", "a--b"})
  void the_name_of_a_key_is_in_kebab_case(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.Key.optional(name, ProviderSettings.Kind.TEXT, "Any."))
        .withMessageContaining("kebab-case");
  }
}
