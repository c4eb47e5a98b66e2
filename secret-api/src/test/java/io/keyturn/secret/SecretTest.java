package io.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SecretTest {
  private static final SecretLocation PLACE = SecretLocation.parse("vault://kv/app#key");

  @Test
  void a_text_comes_out_as_it_went_in() {
    assertThat(Secret.of("paß wort\n").exposeString()).isEqualTo("paß wort\n");
  }

  @Test
  void bytes_are_copied_on_the_way_in() {
    byte[] bytes = {1, 2, 3};
    Secret secret = Secret.of(bytes);

    bytes[0] = 9;

    assertThat(secret.exposeBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void bytes_are_copied_on_the_way_out() {
    Secret secret = Secret.of(new byte[] {1, 2, 3});

    secret.exposeBytes()[0] = 9;

    assertThat(secret.exposeBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void an_own_secret_prints_nothing(Canary canary) {
    assertThat(Secret.of(canary.text())).hasToString("Secret[]");
  }

  @Test
  void a_read_secret_prints_its_location_and_version(Canary canary) {
    Secret secret = SecretBundle.of(canary.text()).secret(PLACE.bundle(), "7");

    assertThat(secret).hasToString("Secret[vault://kv/app, version=7]");
  }

  @Test
  void it_knows_where_it_comes_from() {
    Secret secret = SecretBundle.of("{\"key\":\"x\"}").secret(PLACE, "7");

    assertThat(secret.location()).contains(PLACE);
    assertThat(secret.version()).isEqualTo("7");
  }

  @Test
  void an_own_secret_has_neither_location_nor_version() {
    assertThat(Secret.of("x").location()).isEmpty();
    assertThat(Secret.of("x").version()).isEmpty();
  }

  @Test
  void equals_does_not_tell_whether_contents_are_the_same(Canary canary) {
    assertThat(Secret.of(canary.text())).isNotEqualTo(Secret.of(canary.text()));
  }

  @Test
  void hash_codes_do_not_come_from_the_content() {
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      hashes.add(Secret.of("always the same").hashCode());
    }

    assertThat(hashes).hasSizeGreaterThan(50);
  }

  @Test
  void java_serialization_refuses_it(Canary canary) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      assertThatThrownBy(() -> out.writeObject(Secret.of(canary.text())))
          .isInstanceOf(NotSerializableException.class);
    }
    LeakGuard.check(written.toString(StandardCharsets.ISO_8859_1));
  }

  @Test
  void reflection_based_mappers_skip_the_content() {
    assertThat(Secret.class.getDeclaredFields())
        .filteredOn(field -> field.getType().isArray())
        .isNotEmpty()
        .allMatch(field -> Modifier.isTransient(field.getModifiers()));
  }

  @Test
  void no_public_getter_gives_the_content() {
    assertThat(Secret.class.getMethods())
        .filteredOn(m -> m.getReturnType() == byte[].class || m.getReturnType() == String.class)
        .extracting(Method::getName)
        .containsExactlyInAnyOrder("exposeString", "exposeBytes", "version", "toString");
  }

  @Test
  void its_fields_are_final() {
    assertThat(Arrays.stream(Secret.class.getDeclaredFields()).map(Field::getModifiers))
        .allMatch(Modifier::isFinal);
  }

  @Test
  void it_matches_a_secret_of_the_same_content() {
    assertThat(Secret.of("same").matches(Secret.of("same"))).isTrue();
    assertThat(Secret.of("same").matches(Secret.of("sane"))).isFalse();
    assertThat(Secret.of("same").matches(Secret.of("same longer"))).isFalse();
  }

  @Test
  void it_matches_the_same_bytes() {
    assertThat(Secret.of("same").matches(new byte[] {'s', 'a', 'm', 'e'})).isTrue();
    assertThat(Secret.of("same").matches(new byte[] {'s', 'a', 'm'})).isFalse();
    assertThat(Secret.of("same").matches(new byte[0])).isFalse();
  }

  @Test
  void bytes_that_are_no_text_are_a_format_error_that_quotes_nothing() {
    Secret secret = Secret.of(new byte[] {(byte) 0xc3, (byte) 0x28});

    assertThatThrownBy(secret::exposeString)
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("not UTF-8")
        .hasMessageContaining("exposeBytes()")
        .hasNoCause();
  }

  @Test
  void a_read_secret_that_is_no_text_tells_its_location() {
    Secret secret =
        SecretBundle.builder().bytes(new byte[] {-1}).build().secret(PLACE.bundle(), "1");

    assertThatThrownBy(secret::exposeString).hasMessageContaining("vault://kv/app");
  }

  @Test
  void sixty_four_kib_are_a_secret() {
    assertThat(Secret.of(new byte[Secret.MAX_BYTES]).exposeBytes()).hasSize(64 * 1024);
  }

  @Test
  void more_than_sixty_four_kib_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Secret.of("x".repeat(64 * 1024 + 1)))
        .withMessageContaining("65536")
        .withMessageContaining("65537");
  }

  @Test
  void half_of_a_surrogate_pair_is_refused_rather_than_replaced() {
    assertThatIllegalArgumentException().isThrownBy(() -> Secret.of("a\ud83db"));
  }

  @Test
  void nothing_is_no_secret() {
    assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(""));
    assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(new byte[0]));
  }

  @Test
  @SuppressWarnings({"DataFlowIssue", "NullAway"}) // null is what is tested
  void null_is_refused_by_name() {
    assertThatNullPointerException().isThrownBy(() -> Secret.of((String) null)).withMessage("text");
    assertThatNullPointerException()
        .isThrownBy(() -> Secret.of((byte[]) null))
        .withMessage("bytes");
  }
}
