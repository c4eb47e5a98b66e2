package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lines as Linux 6 writes them, with the paths of this test in them. */
@DisabledOnOs(OS.WINDOWS)
final class MountsTest {
  private static final String ROOT =
      "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard,resv_strict";
  private static final String ALONE = "it is mounted by itself";
  private static final String GONE = "what is mounted here was replaced or removed outside";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void write_a_file() throws IOException {
    directory = directory.toRealPath();
    file = Files.createFile(directory.resolve("key"));
  }

  private static String mount(String root, Path point) {
    return "412 27 254:0 " + root + " " + point + " rw,relatime master:1 - ext4 /dev/vda rw";
  }

  private String said(Path of, String... table) {
    return new Mounts(List.of(table)).remark(of).map(remark -> remark.text()).orElse("nothing");
  }

  @Test
  void a_file_that_is_mounted_by_itself_is_told_and_is_no_warning() {
    String table = mount("/var/lib/kubelet/pods/5/volume-subpaths/app/0", file);

    assertThat(said(file, ROOT, table)).startsWith(ALONE);
    assertThat(new Mounts(List.of(table)).remark(file).map(remark -> remark.warning()))
        .contains(false);
    assertThat(new Mounts(List.of(table)).isAlone(file)).isTrue();
  }

  @Test
  void a_file_in_a_directory_that_is_mounted_is_nothing_to_tell() {
    String table = mount("/srv/secrets", directory);

    assertThat(said(file, ROOT, table)).isEqualTo("nothing");
    assertThat(said(directory, ROOT, table)).isEqualTo("nothing");
    assertThat(new Mounts(List.of(ROOT, table)).isAlone(file)).isFalse();
  }

  @Test
  void what_was_replaced_or_removed_outside_is_a_warning() {
    String table = mount("/srv/key//deleted", file);
    String above = mount("/srv/secrets//deleted", directory);

    assertThat(said(file, ROOT, table)).startsWith(GONE);
    assertThat(said(file, ROOT, above)).startsWith(GONE);
    assertThat(said(directory, ROOT, above)).startsWith(GONE);
    assertThat(new Mounts(List.of(table)).remark(file).map(remark -> remark.warning()))
        .contains(true);
  }

  @Test
  void what_was_replaced_outside_is_mounted_by_itself_nevertheless() {
    assertThat(new Mounts(List.of(mount("/srv/key//deleted", file))).isAlone(file)).isTrue();
  }

  @Test
  void what_is_in_one_generation_of_a_volume_of_kubernetes_is_mounted_by_itself() {
    String table = mount("/..2026_11_30_08_00_00.12/keys", directory);

    assertThat(said(directory, ROOT, table)).startsWith(ALONE);
    assertThat(said(file, ROOT, table)).startsWith(ALONE);
    assertThat(said(file, ROOT, mount("/..2026_11_30_08_00_00.12/keys//deleted", directory)))
        .startsWith(GONE);
  }

  @Test
  void blanks_are_written_as_octal_numbers() throws IOException {
    Path blank = Files.createFile(directory.resolve("my key\t\\1"));
    String written = directory + "/my\\040key\\011\\1341";

    assertThat(said(blank, ROOT, mount("/a\\040b", Path.of(written)))).startsWith(ALONE);
    assertThat(said(file, ROOT, mount("/a\\040b", Path.of(written)))).isEqualTo("nothing");
  }

  @Test
  void of_two_mounts_at_one_place_the_later_one_counts() {
    String gone = mount("/srv/key//deleted", file);
    String there = mount("/srv/key", file);

    assertThat(said(file, ROOT, gone, there)).startsWith(ALONE);
    assertThat(said(file, ROOT, there, gone)).startsWith(GONE);
  }

  @Test
  void the_innermost_mount_counts_wherever_it_stands() {
    String inner = mount("/srv/key", file);
    String outer = mount("/srv/secrets//deleted", directory);

    assertThat(said(file, inner, outer, ROOT)).startsWith(ALONE);
  }

  @Test
  void a_name_that_only_begins_like_a_mount_is_another() throws IOException {
    Path other = Files.createFile(directory.resolve("key2"));

    assertThat(said(other, ROOT, mount("/srv/key//deleted", file))).isEqualTo("nothing");
  }

  @Test
  void nothing_known_is_nothing_to_tell() {
    assertThat(new Mounts(List.of()).remark(file)).isEqualTo(Optional.empty());
    assertThat(said(file, "", "27 1 254:0 /", ROOT)).isEqualTo("nothing");
    assertThat(new Mounts(List.of()).isAlone(file)).isFalse();
  }

  @Test
  void a_mount_whose_name_is_no_path_or_no_text_is_none_of_ours() {
    String impossible = mount("/", Path.of("/mnt/\\000"));
    byte[] latin =
        ("1 2 0:1 / /mnt/\u00fc rw - tmpfs tmpfs rw\n" + impossible).getBytes(ISO_8859_1);

    assertThat(said(file, impossible, mount("/srv/key", file))).startsWith(ALONE);
    assertThat(Mounts.lines(latin)).hasSize(2).contains(impossible);
  }

  @Test
  void this_machine_tells_nothing_of_a_file_of_a_test() throws IOException {
    assertThat(new Mounts().remark(file)).isEmpty();
  }
}
