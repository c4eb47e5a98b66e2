package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void members_keep_their_order_and_their_own_text() {
    String json =
        "{ \"z\" : \"a\\\"\\u00e9\", \"n\":1.50E+2 ,\"t\":true,\"o\":{\"in\":[1, {}]},\"x\":null"
            + ",\"\\u006d\":\"\",\"s\":\"😀\"}";

    Map<String, String> members = Json.members(json);

    assertThat(members.keySet()).containsExactly("z", "n", "t", "o", "x", "m", "s");
    assertThat(members.values())
        .containsExactly(
            "\"a\\\"\\u00e9\"", "1.50E+2", "true", "{\"in\":[1, {}]}", "null", "\"\"", "\"😀\"");
  }

  @Test
  void a_long_value_is_read_whole() {
    String value = "\"" + "é".repeat(100_000) + "\"";

    assertThat(Json.members("{\"a\":" + value + ",\"b\":" + value + "}"))
        .isEqualTo(Map.of("a", value, "b", value));
  }

  @Test
  void null_has_no_members() {
    assertThat(Json.members("null")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@", "[@]", "\"@\"", "{\"a\":@}", "{\"a\":\"@", "{} @", "{\"@\":1,\"@\":2}", ""})
  void what_is_no_object_is_refused_without_quoting_it(String form) {
    String json = form.replace("@", LeakGuard.canary().text());

    Throwable thrown = catchThrowable(() -> Json.members(json));

    assertThat(thrown).isInstanceOf(VaultFailure.class).hasNoCause();
    LeakGuard.check(thrown);
  }

  @Test
  void texts_are_written_escaped() {
    String odd = "a\"\\\n\u0001é";

    String object = new String(Json.object(Map.of("k", odd)), StandardCharsets.UTF_8);

    assertThat(Json.text(Json.members(object).getOrDefault("k", ""))).isEqualTo(odd);
    assertThat(object).contains("\\n");
  }
}
