package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has changed is taken when two looks see the same; what has not is taken at once. */
final class SettlingTest {
  private static final Duration LATER = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Scripted settling = new Scripted();
  private FileSecretProvider provider;
  private Path file;

  /** Does in each pause what a test has prepared for it, by a clock of its own. */
  private static final class Scripted extends Unhurried {
    private final Queue<Change> changes = new ArrayDeque<>();
    private Duration ahead = Duration.ZERO;
    private boolean full;

    @Override
    void pause(Duration time) throws InterruptedException {
      assertThat(time).isEqualTo(Duration.ofMillis(200));
      super.pause(time);
      Change next = changes.poll();
      if (next != null) {
        next.run();
      }
    }

    @Override
    Instant now() {
      return super.now().plus(ahead);
    }

    @Override
    boolean hasSpace(Path file) {
      return !full;
    }
  }

  private interface Change {
    void make() throws IOException;

    default void run() {
      try {
        make();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void open() {
    provider = new FileSecretProvider(directory, Access.WARN, settling);
    file = directory.resolve("token");
  }

  private String write() throws IOException {
    String value = LeakGuard.canary().text();
    Files.writeString(file, value);
    return value;
  }

  private String read() {
    SecretLocation token = SecretLocation.parse("file://token");
    return provider.fetch(token).secret(token, "~1").exposeString();
  }

  @Test
  @Witness(Row.SETTLED)
  void what_was_written_long_ago_is_taken_at_the_first_look() throws IOException {
    String value = write();
    settling.ahead = LATER;

    assertThat(read()).isEqualTo(value);
    assertThat(settling.pauses()).isZero();
  }

  @Test
  @Witness(Row.SETTLED)
  void what_was_written_just_now_is_looked_at_twice() throws IOException {
    String value = write();

    assertThat(read()).isEqualTo(value);
    assertThat(settling.pauses()).isEqualTo(1);
  }

  @Test
  @Witness(Row.SETTLED)
  void what_has_changed_is_looked_at_twice_however_old_it_says_it_is() throws IOException {
    write();
    read();
    settling.ahead = LATER;
    int before = settling.pauses();
    String value = write();

    assertThat(read()).isEqualTo(value);
    assertThat(settling.pauses()).isEqualTo(before + 1);
    assertThat(read()).isEqualTo(value);
    assertThat(settling.pauses()).as("unchanged since").isEqualTo(before + 1);
  }

  @Test
  @Witness(Row.SETTLED)
  void what_still_changes_is_looked_at_until_it_holds_still() throws IOException {
    String value = LeakGuard.canary().text();
    Files.writeString(file, "half of it");
    settling.changes.add(() -> Files.writeString(file, "half of it, and more"));
    settling.changes.add(() -> Files.writeString(file, value));

    assertThat(read()).isEqualTo(value);
    assertThat(settling.pauses()).isEqualTo(3);
  }

  @Test
  @Witness(Row.SETTLED)
  void what_never_holds_still_is_unavailable_after_five_seconds() throws IOException {
    Files.writeString(file, "0");
    for (int i = 1; i < 100; i++) {
      String longer = "0".repeat(i + 1);
      settling.changes.add(() -> Files.writeString(file, longer));
    }

    assertThatThrownBy(this::read)
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("it was changed while it was read, again and again");
    assertThat(settling.pauses()).isEqualTo(25);
  }

  @Test
  void an_interrupt_ends_the_waiting_and_is_kept() throws IOException {
    write();
    Thread.currentThread().interrupt();

    assertThatThrownBy(this::read).isInstanceOf(SecretUnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @Witness(Row.SETTLED)
  void those_that_change_together_are_waited_for_together() throws IOException {
    Map<SecretLocation, Optional<String>> asked = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      Files.writeString(directory.resolve("key" + i), LeakGuard.canary().text());
      asked.put(SecretLocation.parse("file://key" + i), Optional.empty());
    }

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(asked);

    assertThat(outcomes.keySet()).isEqualTo(asked.keySet());
    assertThat(List.copyOf(outcomes.values())).hasOnlyElementsOfType(Outcome.Fetched.class);
    assertThat(settling.pauses()).isEqualTo(1);
  }

  @Test
  void one_that_never_holds_still_does_not_hold_up_the_others_of_its_batch() throws IOException {
    SecretLocation noisy = SecretLocation.parse("file://token");
    SecretLocation still = SecretLocation.parse("file://other");
    Files.writeString(file, "0");
    Files.writeString(directory.resolve("other"), LeakGuard.canary().text());
    for (int i = 1; i < 100; i++) {
      String longer = "0".repeat(i + 1);
      settling.changes.add(() -> Files.writeString(file, longer));
    }

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(Map.of(noisy, Optional.empty(), still, Optional.empty()));

    assertThat(outcomes.get(still)).isInstanceOf(Outcome.Fetched.class);
    assertThat(outcomes.get(noisy)).isInstanceOf(Outcome.Failed.class);
    assertThat(settling.pauses()).isEqualTo(4);
  }

  @Test
  void hidden_files_that_come_and_go_do_not_count() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Files.writeString(volume.resolve("key"), LeakGuard.canary().text());
    for (int i = 0; i < 30; i++) {
      Path hidden = volume.resolve(".hidden" + i);
      settling.changes.add(() -> Files.createFile(hidden));
    }

    assertThat(provider.fetch(SecretLocation.parse("file://volume")).fields())
        .containsExactly("key");
    assertThat(settling.pauses()).isEqualTo(1);
  }

  @Test
  void what_is_read_for_the_first_time_may_have_changed_since() throws IOException {
    write();
    SecretLocation token = SecretLocation.parse("file://token");
    List<Boolean> meanwhile = new ArrayList<>();
    settling.changes.add(() -> meanwhile.add(settling.mayHaveChanged(token, file)));
    read();

    assertThat(meanwhile).containsExactly(true);
    assertThat(settling.mayHaveChanged(token, file)).isFalse();
    write();
    assertThat(settling.mayHaveChanged(token, file)).isTrue();
  }

  @Test
  @Witness(Row.FULL)
  void what_was_rewritten_on_a_full_file_system_is_refused_until_it_is_touched()
      throws IOException {
    write();
    read();
    settling.full = true;
    Files.writeString(file, "cut off");

    assertRefused();
    settling.full = false;
    assertRefused();

    String value = write();
    assertThat(read()).isEqualTo(value);
  }

  private void assertRefused() {
    assertThatThrownBy(this::read)
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("while its file system was full, and may be cut off");
  }

  @Test
  @Witness(Row.FULL)
  void what_was_cut_off_is_refused_also_where_room_is_made_between_two_looks() throws IOException {
    write();
    read();
    settling.full = true;
    Files.writeString(file, "cut off");
    settling.changes.add(() -> settling.full = false);

    assertRefused();
  }

  @Test
  void other_permissions_on_a_full_file_system_spoil_nothing() throws IOException {
    String value = write();
    read();
    settling.full = true;
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(read()).isEqualTo(value);
  }

  @Test
  void a_full_file_system_spoils_neither_what_is_first_seen_nor_what_stays() throws IOException {
    String value = write();
    settling.full = true;

    assertThat(read()).isEqualTo(value);
    assertThat(read()).isEqualTo(value);
  }
}
