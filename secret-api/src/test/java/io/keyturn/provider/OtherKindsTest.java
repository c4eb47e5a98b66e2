package io.keyturn.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.ProviderSettings.Kind;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings whose text is of another kind than it is asked for. */
class OtherKindsTest {
  private static final ProviderSettings.Key NOTE =
      ProviderSettings.Key.optional("note", Kind.TEXT, "A text.");

  @ParameterizedTest
  @ValueSource(strings = {"http://user:@ x@proxy", "http://user:@@proxy", "@"})
  void a_text_that_is_no_address_is_not_quoted(String form, Canary canary) {
    String text = form.replaceFirst("@", canary.text());
    ProviderSettings settings = ProviderSettings.builder("tree").text(NOTE, text).build();

    Throwable thrown = catchThrowable(() -> settings.uri(NOTE));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("note is not an address")
        .hasNoCause();
    LeakGuard.check(thrown);
  }

  @Test
  void a_text_that_is_no_duration_is_not_quoted(Canary canary) {
    ProviderSettings settings = ProviderSettings.builder("tree").text(NOTE, canary.text()).build();

    Throwable thrown = catchThrowable(() -> settings.duration(NOTE));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("note is not a duration")
        .hasNoCause();
    LeakGuard.check(thrown);
  }

  @Test
  void a_text_is_no_secret() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.builder("tree").secret(NOTE, () -> Secret.of("any")))
        .withMessage("note is not a secret");
  }

  @ParameterizedTest
  @CsvSource({"TEXT, ' '", "URI, vault", "DURATION, 5", "FLAG, yes"})
  void a_default_fits_its_kind(Kind kind, String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.Key.optional("any", kind, "Any.").withDefault(text))
        .withMessageStartingWith("the default of any is ");
  }
}
