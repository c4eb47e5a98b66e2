package io.keyturn;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.testkit.LeakGuard;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretShapeTest {
  /** Thirty-two random letters and digits stand for {@code @}. */
  private static String secret(String form) {
    String random = UUID.randomUUID().toString().replace("-", "");
    String key = random.substring(0, 16).toUpperCase(Locale.ROOT);
    return LeakGuard.guard(form.replace("@", random).replace("*", key)).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk_live_@",
        "rk_live_@",
        "hvs.@",
        "ghp_@",
        "xoxb-123456789012-@",
        "AKIA*",
        "ASIA*",
        "-----BEGIN PRIVATE KEY-----@"
      })
  void a_secret_in_place_of_a_place_is_refused_and_not_quoted(String form) {
    for (String key : new String[] {"location", "locations.A_KEY"}) {
      Map<String, String> properties =
          Map.of("keyturn.stores.env." + key, secret(form), "keyturn.required", "A_KEY");

      assertThatIllegalArgumentException()
          .isThrownBy(() -> Secrets.builder().properties(properties).build())
          .withMessageContaining("keyturn.stores.env." + key)
          .withMessageContaining("take it out of the configuration and rotate it");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk_live_key",
        "SK_LIVE_KEY",
        "hvs.token",
        "ghp_token",
        "xoxb-bot-token",
        "AKIA",
        "keys/AKIA0000000000000000",
        "/run/secrets/3f2a9c1b7d5e4f608a1c2b3d4e5f6071",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/mailjet-AbCdEf#api_key",
        "secret/team/app?version=3#/smtp/password"
      })
  void a_place_passes(String place) {
    assertThatCode(() -> SecretShape.refuse(place)).doesNotThrowAnyException();
  }
}
