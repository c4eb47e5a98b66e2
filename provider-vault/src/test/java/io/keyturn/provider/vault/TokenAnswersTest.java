package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretException.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and ids that no Vault gives, and what is made of them. */
class TokenAnswersTest {
  private static Answer answer(String member, String value) {
    return FakeTokenApi.answer(200, "{\"" + member + "\":" + value + "}");
  }

  @Test
  void more_uses_than_can_be_counted_are_many() {
    assertThat(LookedUp.of(answer("data", "{\"num_uses\":4294967296}")).uses())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void a_token_that_is_used_up_is_not_one_of_any_number() {
    assertThat(LookedUp.of(answer("data", "{\"num_uses\":-1}")).uses()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "\"\"", "1.5", "99999999999999999999", "null"})
  void a_life_is_a_whole_number_of_seconds(String life) {
    String auth = "{\"client_token\":\"t\",\"lease_duration\":" + life + "}";

    assertThatThrownBy(() -> Auth.of(answer("auth", auth)))
        .isInstanceOf(VaultFailure.class)
        .hasMessage("the answer has a 'lease_duration' that is no number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"lease_duration\":1}"})
  void an_answer_without_a_token_is_not_said_to_be_one_to_a_login(String auth) {
    assertThatThrownBy(() -> Auth.of(answer("auth", auth)))
        .hasMessage("the answer has no 'client_token'");
  }

  @Test
  void no_lease_lives_for_less_than_nothing() {
    assertThatThrownBy(
            () -> Lease.of(Json.members("{\"lease_id\":\"id\",\"lease_duration\":-5}"), false))
        .isInstanceOf(VaultFailure.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void a_lease_without_an_id_is_none(String id) {
    Map<String, String> answer = Map.of("lease_id", id, "lease_duration", "5");

    assertThat(Lease.of(answer, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {",\"num_uses\":3|3", "''|0", ",\"num_uses\":4294967296|2147483647"})
  void a_login_tells_the_uses_of_its_token(String member, int uses) {
    String auth = "{\"client_token\":\"t\",\"lease_duration\":0" + member + "}";

    assertThat(Auth.of(answer("auth", auth)).uses()).isEqualTo(uses);
  }

  @Test
  void less_than_can_be_counted_is_below_zero() {
    assertThat(Json.count(Map.of("n", "-4294967296"), "n")).isNegative();
  }

  @Test
  void an_answer_without_what_was_asked_for_is_told_as_that() {
    Answer empty = FakeTokenApi.answer(200, "{}");

    assertThatThrownBy(() -> Auth.of(empty)).hasMessage("the answer has no 'auth'");
    assertThatThrownBy(() -> Json.data(empty)).hasMessage("the answer has no 'data'");
  }

  @Test
  void no_renewal_brings_less_than_nothing() {
    assertThatThrownBy(() -> LeaseApi.duration(answer("lease_duration", "-5")))
        .isInstanceOf(VaultFailure.class)
        .extracting(failure -> ((VaultFailure) failure).kind())
        .isEqualTo(Kind.FORMAT);
  }
}
