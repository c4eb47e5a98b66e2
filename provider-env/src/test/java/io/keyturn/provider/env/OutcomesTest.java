package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What cannot be read as a bundle, each told as what it is. */
final class OutcomesTest extends InDirectory {
  @Test
  @Witness(Row.MISSING)
  void what_is_not_there_is_not_found() throws IOException {
    write("token", canary);

    assertFails("missing", SecretNotFoundException.class, "no such file");
    assertFails("missing/key", SecretNotFoundException.class, "no such file");
    assertFails("token/key", SecretNotFoundException.class, "no such file");
  }

  @Test
  @Witness(Row.DANGLING)
  void a_link_to_nothing_is_not_found_and_told_as_one() throws IOException {
    link("link", "nowhere");
    link("linked", "link");

    assertFails("link", SecretNotFoundException.class, "it is a link to nothing");
    assertFails("linked", SecretNotFoundException.class, "it is a link to nothing");
    assertFails("link/key", SecretNotFoundException.class, "no such file");
  }

  @Test
  @Witness(Row.EMPTY)
  void an_empty_file_is_malformed_and_not_missing() throws IOException {
    for (String name : new String[] {"app.env", "app.json", "app.properties", "token"}) {
      write(name, "");
      assertFails(name, SecretFormatException.class, "the file is empty");
    }
    write("app.env", "\uFEFF");
    assertFails("app.env", SecretFormatException.class, "the file is empty");
  }

  @Test
  @Witness({Row.EMPTY, Row.NO_FILE})
  void a_directory_without_a_file_is_not_found() throws IOException {
    // As Docker makes one in the place of a file that it is to mount and that is not there.
    makeDirectory("token");
    makeDirectory("token/below");

    assertFails("token", SecretNotFoundException.class, "it is a directory without any file in it");
  }

  @Test
  @Witness(Row.NO_FILE)
  void a_directory_where_a_file_is_meant_is_a_format_error() throws IOException {
    makeDirectory("volume");
    makeDirectory("app.env");
    write("volume/key", canary);
    write("app.env/key", canary);

    String reason = "it is a directory, where a file is meant";
    assertFails("volume?format=dotenv", SecretFormatException.class, reason);
    assertFails("volume?format=bytes", SecretFormatException.class, reason);
    assertFails("app.env", SecretFormatException.class, reason);
    assertFails(".env.d?format=dotenv", SecretNotFoundException.class, "no such file");
  }

  @Test
  @Witness(Row.CIRCULAR)
  void links_that_lead_in_a_circle_are_a_format_error() throws IOException {
    link("loop", "loop");
    link("ping", "pong");
    link("pong", "ping");

    assertFails("loop", SecretFormatException.class, "its links lead in a circle");
    assertFails("ping/key", SecretFormatException.class, "its links lead in a circle");
  }

  @Test
  @Witness(Row.CIRCULAR)
  void a_circle_of_links_in_a_directory_fails_it_as_a_whole() throws IOException {
    makeDirectory("volume");
    write("volume/key", canary);
    link("volume/loop", "loop");

    assertFails("volume", SecretFormatException.class, "its links lead in a circle");
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(OS.WINDOWS)
  @Witness(Row.DEVICE)
  void a_pipe_or_a_device_is_a_format_error_and_no_field_and_nobody_hangs() throws Exception {
    Path volume = makeDirectory("volume");
    for (Path pipe : new Path[] {directory.resolve("pipe"), volume.resolve("pipe")}) {
      Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
      assertThat(mkfifo.waitFor(5, TimeUnit.SECONDS) && mkfifo.exitValue() == 0).isTrue();
    }

    assertFails("pipe", SecretFormatException.class, "neither a file nor a directory");
    assertFails("/dev/zero", SecretFormatException.class, "neither a file nor a directory");
    assertFails("volume", SecretNotFoundException.class, "a directory without any file in it");
  }

  @Test
  @Witness(Row.SIZE)
  void a_file_of_1_MiB_is_read_and_one_byte_more_is_a_format_error() throws IOException {
    for (String name : new String[] {"app.env", "app.json", "app.properties", "token"}) {
      write(name, text(SecretBundle.MAX_BYTES));
      assertThat(provider.fetch(at(name)).size()).isGreaterThan(SecretBundle.MAX_BYTES - 10);

      write(name, text(SecretBundle.MAX_BYTES + 1));
      assertFails(name, SecretFormatException.class, "larger than 1 MiB");
    }
  }

  @Test
  @Witness(Row.SIZE)
  void files_of_a_directory_are_at_most_1_MiB_together() throws IOException {
    makeDirectory("volume");
    write("volume/a", text(SecretBundle.MAX_BYTES / 2));
    write("volume/b", text(SecretBundle.MAX_BYTES / 2));
    assertThat(provider.fetch(at("volume")).size()).isEqualTo(SecretBundle.MAX_BYTES);

    write("volume/c", text(1));

    assertFails("volume", SecretFormatException.class, "larger than 1 MiB");
  }

  @Test
  void what_the_file_system_cannot_do_is_unavailable() {
    assertFails("a".repeat(300), SecretUnavailableException.class, "name too long");
  }

  /** One assignment, of so many bytes. */
  private static byte[] text(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 'a');
    if (size > 1) {
      bytes[1] = '=';
    }
    return bytes;
  }
}
