package io.keyturn.provider.env;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.SecretsEvent.Looked;
import io.keyturn.SecretsListener;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the file system tells is looked at, long before the next look is due. */
@EnabledOnOs(OS.LINUX)
final class FileWatcherTest {
  private static final int ROUNDS = 5;
  private static final long PATIENCE = 20;

  @TempDir Path temporary;
  private Path directory;
  private Path volume;
  private Path file;

  /** Changes what the file has to this. */
  private interface Change {
    void to(String value) throws IOException;
  }

  @BeforeEach
  void place() throws IOException {
    directory = temporary.toRealPath();
    volume = directory.resolve("volume");
    file = volume.resolve("KEY");
  }

  // ---- in a running application

  @Test
  @Witness(Row.NOTIFIED)
  void a_file_that_is_renamed_over_it_is_seen_within_a_second() throws Exception {
    assertSeen(
        this::writeDirectory,
        value -> {
          Path next = Files.writeString(volume.resolve("KEY.next"), value);
          Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
        });
  }

  @Test
  @Witness(Row.NOTIFIED)
  void a_file_that_is_written_in_place_is_seen_within_a_second() throws Exception {
    assertSeen(this::writeDirectory, value -> Files.writeString(file, value));
  }

  @Test
  @Witness(Row.NOTIFIED)
  void a_file_whose_directory_is_replaced_is_seen_within_a_second() throws Exception {
    assertSeen(
        this::writeDirectory,
        value -> {
          Path next = Files.createDirectory(directory.resolve("next"));
          Files.writeString(next.resolve("KEY"), value);
          Files.move(volume, directory.resolve("old"));
          Files.move(next, volume);
        });
  }

  @Test
  @Witness(Row.NOTIFIED)
  void a_volume_of_kubernetes_that_is_swapped_is_seen_within_a_second() throws Exception {
    Change swap = value -> new SecretVolume(volume).write(Map.of("KEY", value));
    assertSeen(swap, swap);
  }

  @Test
  @Witness(Row.NOTIFIED)
  void a_link_above_it_that_is_moved_is_seen_within_a_second() throws Exception {
    assertSeen(
        value -> {
          Files.createDirectory(directory.resolve("one"));
          Files.writeString(directory.resolve("one").resolve("KEY"), value);
          Files.createSymbolicLink(volume, Path.of("one"));
        },
        value -> {
          Files.createDirectory(directory.resolve("two"));
          Files.writeString(directory.resolve("two").resolve("KEY"), value);
          Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("two"));
          Files.move(link, volume, ATOMIC_MOVE, REPLACE_EXISTING);
        });
  }

  @Test
  @Witness(Row.NOTIFIED)
  void a_file_that_appears_for_the_first_time_is_seen_within_a_second() throws Exception {
    assertSeen(value -> Files.createDirectory(volume), value -> Files.writeString(file, value));
  }

  @Test
  @Witness(Row.NOTIFIED)
  void a_file_that_appears_with_the_directories_above_it_is_seen_within_a_second()
      throws Exception {
    assertSeen(
        value -> {},
        value -> {
          Files.createDirectory(volume);
          Files.writeString(file, value);
        });
  }

  private void writeDirectory(String value) throws IOException {
    Files.createDirectory(volume);
    Files.writeString(file, value);
  }

  /** In most rounds within a second, whatever else this machine does; in all of them at last. */
  private void assertSeen(Change first, Change second) throws Exception {
    List<Long> took = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      took.add(millisUntilSeen(first, second));
      Trees.deleteBelow(directory);
    }
    took.sort(null);
    assertThat(took.get(ROUNDS / 2)).as("the median of %s ms", took).isLessThan(1000);
  }

  private long millisUntilSeen(Change first, Change second) throws Exception {
    first.to(LeakGuard.canary().text());
    BlockingQueue<Looked.Result> looks = new LinkedBlockingQueue<>();
    String value = LeakGuard.canary().text();
    try (Secrets secrets = open(looks)) {
      second.to(value);
      long changed = System.nanoTime();
      while (!secrets
          .find("KEY")
          .map(secret -> secret.exposeString().equals(value))
          .orElse(false)) {
        assertThat(looks.poll(PATIENCE, TimeUnit.SECONDS))
            .as("a look that was told of")
            .isNotNull();
      }
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - changed);
    }
  }

  /** Its looks are an hour apart. */
  private Secrets open(BlockingQueue<Looked.Result> looks) {
    SecretsListener listener =
        event -> {
          if (event instanceof Looked looked) {
            looks.add(looked.result());
          }
        };
    Secrets secrets =
        Secrets.builder()
            .properties(
                Map.of(
                    "keyturn.store", "file",
                    "keyturn.stores.file.location", volume + "/{name}",
                    "keyturn.optional", "KEY",
                    "keyturn.cache.ttl", "1h"))
            .listener(listener)
            .build();
    looks.clear();
    return secrets;
  }
}
