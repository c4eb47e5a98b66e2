package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;

final class AnswerSizesTest {
  private static final int KIB_64 = 64 * 1024;

  private final AnswerSizes sizes = new AnswerSizes();
  private final List<SecretLocation> twenty =
      IntStream.range(0, 20).mapToObj(i -> SecretLocation.relative("aws", "s" + i)).toList();

  private List<Integer> parts() {
    return sizes.split(twenty).stream().map(List::size).toList();
  }

  @Test
  void what_is_not_known_is_asked_for_together() {
    assertThat(parts()).containsExactly(20);
  }

  @ParameterizedTest
  @CsvSource({"x, 16:4", "'\"', 8:8:4", "ü, 2:2:2:2:2:2:2:2:2:2"})
  void a_text_takes_what_json_makes_of_it(String letter, String parts) {
    twenty.forEach(bundle -> sizes.note(bundle, letter.repeat(KIB_64), null));

    assertThat(parts())
        .containsExactly(
            List.of(parts.split(":")).stream().map(Integer::valueOf).toArray(Integer[]::new));
  }

  @Test
  void bytes_take_what_base64_makes_of_them() {
    twenty.forEach(
        bundle -> sizes.note(bundle, null, SdkBytes.fromByteArrayUnsafe(new byte[KIB_64])));

    assertThat(parts()).containsExactly(12, 8);
  }

  @Test
  void some_of_64_KiB_fit_with_others_that_are_small() {
    twenty.subList(0, 14).forEach(bundle -> sizes.note(bundle, "x".repeat(KIB_64), null));
    twenty.subList(14, 17).forEach(bundle -> sizes.note(bundle, "small", null));

    assertThat(parts()).containsExactly(20);
  }

  @Test
  void what_is_too_large_is_alone_until_it_is_small_again() {
    sizes.noteTooLarge(twenty.get(5));
    assertThat(parts()).containsExactly(5, 1, 14);

    sizes.note(twenty.get(5), "small", null);
    assertThat(parts()).containsExactly(20);
  }
}
