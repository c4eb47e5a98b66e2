package io.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.testkit.Canary;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretBundleTest {
  @Test
  void it_prints_version_and_names_of_fields_only(Canary canary) {
    SecretBundle bundle =
        SecretBundle.builder()
            .field("a", canary.text())
            .jsonField("b", "\"" + canary.text() + "\"")
            .version("7")
            .build();

    assertThat(bundle).hasToString("SecretBundle[version=7, fields=[a, b]]");
  }

  @Test
  void a_whole_prints_its_version_only(Canary canary) {
    assertThat(SecretBundle.of(canary.text())).hasToString("SecretBundle[version=null]");
  }

  @Test
  void it_has_no_hints_unless_told() {
    SecretBundle bundle = SecretBundle.of("x");

    assertThat(bundle.version()).isEmpty();
    assertThat(bundle.createdAt()).isEmpty();
    assertThat(bundle.validFor()).isEmpty();
    assertThat(bundle.lookAgainIn()).isEmpty();
    assertThat(bundle.fixed()).isFalse();
  }

  @Test
  void it_carries_its_hints() {
    SecretBundle bundle =
        SecretBundle.builder()
            .text("x")
            .version("7")
            .createdAt(Instant.EPOCH)
            .validFor(Duration.ofHours(1))
            .lookAgainIn(Duration.ofMinutes(1))
            .remark(new Remark("mounted by itself", false))
            .build();

    assertThat(bundle.version()).contains("7");
    assertThat(bundle.createdAt()).contains(Instant.EPOCH);
    assertThat(bundle.validFor()).contains(Duration.ofHours(1));
    assertThat(bundle.lookAgainIn()).contains(Duration.ofMinutes(1));
    assertThat(bundle.remark()).contains(new Remark("mounted by itself", false));
    assertThat(bundle.fixed()).isFalse();
  }

  @Test
  void what_is_fixed_is_never_to_be_looked_at_again() {
    SecretBundle bundle =
        SecretBundle.builder().text("x").lookAgainIn(Duration.ofMinutes(1)).fixed().build();

    assertThat(bundle.fixed()).isTrue();
    assertThat(bundle.lookAgainIn()).isEmpty();
  }

  @Test
  void a_hint_of_any_length_does_not_make_it_fixed() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    SecretBundle bundle = SecretBundle.builder().text("x").lookAgainIn(longest).build();

    assertThat(bundle.fixed()).isFalse();
    assertThat(bundle.lookAgainIn()).contains(longest);
  }

  @Test
  void its_bytes_are_copied_on_the_way_in() {
    byte[] bytes = {1, 2};
    SecretBundle whole = SecretBundle.builder().bytes(bytes).build();
    SecretBundle field = SecretBundle.builder().field("f", bytes).build();

    bytes[0] = 9;

    assertThat(whole.secret(SecretLocation.parse("a://p"), "").exposeBytes()).contains(1, 2);
    assertThat(field.secret(SecretLocation.parse("a://p#f"), "").exposeBytes()).contains(1, 2);
  }

  @Test
  void half_of_a_surrogate_pair_is_told_with_its_place_rather_than_replaced() {
    SecretBundle.Builder fields = SecretBundle.builder().field("good", "x");

    assertHalf(SecretBundle.of("a\ud83d"), "a://p");
    assertHalf(SecretBundle.of("{\"f\":\"\ud83d\"}"), "a://p#f");
    assertHalf(SecretBundle.of("{\"f\":\"\\ud83d\"}"), "a://p#f");
    assertHalf(fields.field("f", "a\ud83d").jsonField("j", "\"\ud83d\"").build(), "a://p#f");
    assertHalf(fields.build(), "a://p#j");
    assertThat(fields.build().secret(SecretLocation.parse("a://p#good"), "").exposeString())
        .isEqualTo("x");
  }

  private static void assertHalf(SecretBundle bundle, String location) {
    assertThatThrownBy(() -> bundle.secret(SecretLocation.parse(location), ""))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining(location + ": it has half of a surrogate pair")
        .hasNoCause();
  }

  @Test
  void what_cannot_be_read_is_not_the_same_as_what_can() {
    SecretBundle half = SecretBundle.of("\ud83d");

    assertThat(half.sameContent(SecretBundle.of(""))).isFalse();
    assertThat(half.sameContent(SecretBundle.of("\ud83d"))).isTrue();
  }

  @Test
  void its_size_is_that_of_all_values() {
    assertThat(SecretBundle.of("é").size()).isEqualTo(2);
    assertThat(SecretBundle.of(Map.of("a", "123", "b", "45")).size()).isEqualTo(5);
    assertThat(SecretBundle.builder().build().size()).isZero();
  }

  @Test
  void a_field_given_twice_is_refused() {
    SecretBundle.Builder builder = SecretBundle.builder().field("a", "1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.field("a", "2"))
        .withMessageContaining("'a'");
  }

  @Test
  void it_is_one_whole_or_has_fields() {
    SecretBundle.Builder both = SecretBundle.builder().field("a", "1").text("whole");

    assertThatIllegalStateException().isThrownBy(both::build);
  }

  @Test
  void a_builder_that_goes_on_does_not_change_what_it_built() {
    SecretBundle.Builder builder = SecretBundle.builder().field("a", "1");
    SecretBundle built = builder.build();

    builder.field("b", "2");

    assertThat(built.fields()).containsExactly("a");
  }

  @Test
  void the_same_fields_are_the_same_content_whatever_their_order_and_version() {
    SecretBundle one = SecretBundle.builder().field("a", "1").field("b", "2").version("1").build();
    SecretBundle two = SecretBundle.builder().field("b", "2").field("a", "1").version("2").build();

    assertThat(one.sameContent(two)).isTrue();
  }

  @Test
  void another_value_name_number_or_shape_is_other_content() {
    SecretBundle one = SecretBundle.of(Map.of("a", "1"));

    assertThat(one.sameContent(SecretBundle.of(Map.of("a", "2")))).isFalse();
    assertThat(one.sameContent(SecretBundle.of(Map.of("b", "1")))).isFalse();
    assertThat(one.sameContent(SecretBundle.of(Map.of("a", "1", "b", "2")))).isFalse();
    assertThat(one.sameContent(SecretBundle.of("1"))).isFalse();
    assertThat(one.sameContent(SecretBundle.builder().jsonField("a", "1").build())).isFalse();
  }

  @Test
  void wholes_are_compared_by_their_bytes() {
    assertThat(SecretBundle.of("x").sameContent(SecretBundle.of("x"))).isTrue();
    assertThat(SecretBundle.of("x").sameContent(SecretBundle.of("y"))).isFalse();
    assertThat(SecretBundle.of("x").sameContent(SecretBundle.builder().build())).isFalse();
  }
}
