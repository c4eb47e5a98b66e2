package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvTest {
  private static final Kv V1 = new Kv("kv", false, "");
  private static final Kv V2 = new Kv("kv", true, "");
  private static final Kv SLASHED = new Kv("team/kv", true, "");

  @ParameterizedTest
  @CsvSource({
    "kv/data/x, leave out 'data'",
    "team/kv/data/x, leave out 'data'",
    "team/kv, the mount itself",
  })
  void what_a_mount_of_version_2_cannot_have_is_a_problem(String path, String problem) {
    Kv kv = path.startsWith("team") ? SLASHED : V2;

    assertThat(kv.problem(Vaults.location(path)).orElseThrow()).contains(problem);
  }

  @Test
  void version_1_has_no_versions_and_may_have_a_folder_named_data() {
    assertThat(V1.problem(Vaults.location("kv/x?version=1")).orElseThrow())
        .contains("'version' needs a mount of KV version 2");
    assertThat(V1.problem(Vaults.location("kv/data/x"))).isEmpty();
  }

  @Test
  void a_folder_named_data_below_another_is_no_mistake() {
    assertThat(V2.problem(Vaults.location("kv/x/data"))).isEmpty();
    assertThat(SLASHED.problem(Vaults.location("team/kv/x/data/y"))).isEmpty();
  }

  @Test
  void a_path_is_encoded_segment_by_segment() {
    String path = "/a b/ü;+%23%3F%25?version=3";
    String encoded = "/data/a%20b/%C3%BC%3B%2B%23%3F%25?version=3";

    assertThat(V2.request(Vaults.location("kv" + path))).isEqualTo("kv" + encoded);
    assertThat(SLASHED.request(Vaults.location("team/kv" + path))).isEqualTo("team/kv" + encoded);
    assertThat(V1.request(Vaults.location("kv/a"))).isEqualTo("kv/a");
  }
}
