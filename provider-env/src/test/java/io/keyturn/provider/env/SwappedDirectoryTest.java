package io.keyturn.provider.env;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A directory whose files are all changed at once, by a link: none is read half old, half new. */
@DisabledOnOs(OS.WINDOWS)
final class SwappedDirectoryTest {
  private static final int ROUNDS = 100;
  private static final int FILES = 30;

  @TempDir Path directory;
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private SecretProvider provider;

  @BeforeEach
  void open() {
    provider = new FileSecretProvider(directory);
  }

  @AfterEach
  void close() {
    other.shutdownNow();
    provider.close();
  }

  @Test
  void a_volume_of_kubernetes_is_read_at_one_moment() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    for (int i = 0; i < FILES; i++) {
      Files.createSymbolicLink(volume.resolve("key" + i), Path.of("..data", "key" + i));
    }

    assertNeverTorn(volume.resolve("..data"), volume);
  }

  @Test
  void a_directory_that_is_a_link_is_read_at_one_moment() throws Exception {
    Path current = directory.resolve("current");

    assertNeverTorn(current, current);
  }

  @Test
  void a_volume_whose_files_went_away_twice_is_unavailable() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Files.writeString(volume.resolve("key"), LeakGuard.canary().text());
    Files.createSymbolicLink(volume.resolve("..data"), Path.of("..removed"));

    assertThatThrownBy(() -> provider.fetch(location(volume)))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("changed while it was read")
        .hasNoCause();
  }

  /** One swap at a time, as the reading begins: so the second try at the latest succeeds. */
  private void assertNeverTorn(Path link, Path bundle) throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Path old = generation(0);
    swap(link, old);
    for (int round = 1; round <= ROUNDS; round++) {
      Path now = generation(round);
      Path before = old;
      Callable<Void> swap =
          () -> {
            both.await();
            swap(link, now);
            Trees.delete(before);
            return null;
          };
      Future<Void> swapped = other.submit(swap);
      both.await();
      assertThat(values(bundle)).as("round %d", round).hasSize(1);
      swapped.get();
      old = now;
    }
  }

  private Path generation(int number) throws IOException {
    Path generation = Files.createDirectory(directory.resolve("generation" + number));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(generation.resolve("key" + i), "value" + number);
    }
    return generation;
  }

  private void swap(Path link, Path target) throws IOException {
    Path made = Files.createSymbolicLink(directory.resolve("made"), target);
    Files.move(made, link, ATOMIC_MOVE, REPLACE_EXISTING);
  }

  private Set<String> values(Path bundle) {
    SecretLocation location = location(bundle);
    SecretBundle read = provider.fetch(location);
    assertThat(read.fields()).hasSize(FILES);
    return read.fields().stream()
        .map(field -> SecretLocation.parse(location + "#" + field))
        .map(field -> read.secret(field, "~1").exposeString())
        .collect(Collectors.toSet());
  }

  private static SecretLocation location(Path path) {
    return SecretLocation.parse("file://" + path);
  }
}
