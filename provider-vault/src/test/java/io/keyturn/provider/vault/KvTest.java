package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvTest {
  private static final Kv V1 = new Kv(false);
  private static final Kv V2 = new Kv(true);

  @ParameterizedTest
  @CsvSource({
    "secret, mount/path",
    "secret/, empty segments",
    "/secret/x, empty segments",
    "secret/x/, empty segments",
    "secret//x, empty segments",
    "secret/data/x, leave out 'data'",
    "secret/x?version=0, number from 1",
    "secret/x?version=01, number from 1",
    "secret/x?version=new, number from 1",
    "secret/x?version, number from 1",
    "secret/x?stage=x, unknown parameter 'stage'"
  })
  void impossible_locations_are_refused(String path, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> V2.check(Vaults.location(path)))
        .withMessageContaining(reason);
  }

  @Test
  void version_1_has_no_versions_and_may_have_a_folder_named_data() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> V1.check(Vaults.location("secret/x?version=1")))
        .withMessageContaining("kv-version");
    assertThatCode(() -> V1.check(Vaults.location("secret/data/x"))).doesNotThrowAnyException();
  }

  @Test
  void a_path_is_encoded_segment_by_segment() {
    String path = "kv/a b/ü;+%23%3F%25?version=3";

    assertThat(V2.request(Vaults.location(path)))
        .isEqualTo("kv/data/a%20b/%C3%BC%3B%2B%23%3F%25?version=3");
    assertThat(V1.request(Vaults.location("kv/a"))).isEqualTo("kv/a");
  }
}
