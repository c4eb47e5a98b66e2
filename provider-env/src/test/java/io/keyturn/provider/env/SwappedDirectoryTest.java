package io.keyturn.provider.env;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A directory whose files are all changed at once: none is read half old, half new. */
@DisabledOnOs(OS.WINDOWS)
final class SwappedDirectoryTest {
  private static final int FILES = 5;

  @TempDir Path directory;
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private SecretProvider provider;

  @BeforeEach
  void open() {
    provider = new FileSecretProvider(directory, Access.WARN, new Unhurried());
  }

  @AfterEach
  void close() {
    other.shutdownNow();
    provider.close();
  }

  /** Puts the next generation into the place of the one before. */
  private interface Swap {
    void to(Map<String, String> generation) throws IOException;
  }

  @Test
  @Witness(Row.KUBERNETES)
  void a_volume_of_kubernetes_is_read_at_one_moment() throws Exception {
    Path volume = directory.resolve("volume");

    Set<SecretException.Kind> failures =
        assertNeverTorn(10_000, volume, new SecretVolume(volume)::write);

    assertThat(failures).isSubsetOf(SecretException.Kind.UNAVAILABLE);
  }

  @Test
  void a_directory_that_is_a_link_is_read_at_one_moment() throws Exception {
    Path current = directory.resolve("current");
    int[] number = new int[1];

    Set<SecretException.Kind> failures =
        assertNeverTorn(
            1000,
            current,
            generation -> {
              Path next = written(directory.resolve("generation" + ++number[0]), generation);
              Path old = Files.exists(current) ? current.toRealPath() : null;
              Path link = Files.createSymbolicLink(directory.resolve("made"), next);
              Files.move(link, current, ATOMIC_MOVE, REPLACE_EXISTING);
              if (old != null) {
                Trees.delete(old);
              }
            });

    assertThat(failures).isSubsetOf(SecretException.Kind.UNAVAILABLE);
  }

  /** Which is no way to change it, since for a moment there is none. */
  @Test
  void a_directory_that_is_moved_away_for_another_one_is_read_at_one_moment() throws Exception {
    Path current = directory.resolve("current");
    Path old = directory.resolve("old");

    Set<SecretException.Kind> failures =
        assertNeverTorn(
            1000,
            current,
            generation -> {
              Path next = written(directory.resolve("next"), generation);
              if (Files.exists(current)) {
                Files.move(current, old);
              }
              Files.move(next, current);
              Trees.delete(old);
            });

    assertThat(failures)
        .isSubsetOf(SecretException.Kind.UNAVAILABLE, SecretException.Kind.NOT_FOUND);
  }

  @Test
  void a_volume_whose_link_leads_to_nothing_is_unavailable() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Files.writeString(volume.resolve("key"), LeakGuard.canary().text());
    Files.createSymbolicLink(volume.resolve("..data"), Path.of("..removed"));

    assertThatThrownBy(() -> provider.fetch(location(volume)))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("what it leads to is not there")
        .hasNoCause();
  }

  /** Reads until all swaps are made; the kinds of failures on the way. */
  private Set<SecretException.Kind> assertNeverTorn(int swaps, Path bundle, Swap swap)
      throws Exception {
    swap.to(generation(0));
    Callable<Void> all =
        () -> {
          for (int number = 1; number <= swaps; number++) {
            swap.to(generation(number));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(500_000));
          }
          return null;
        };
    Future<Void> swapping = other.submit(all);
    Set<SecretException.Kind> failures = new HashSet<>();
    Set<String> seen = new HashSet<>();
    while (!swapping.isDone()) {
      try {
        seen.add(oneGeneration(bundle));
      } catch (SecretException e) {
        failures.add(e.kind());
      }
    }
    swapping.get();
    assertThat(seen).as("generations that were read").hasSizeGreaterThan(swaps / 100);
    assertThat(oneGeneration(bundle)).isEqualTo("value" + swaps);
    return failures;
  }

  /** What all files of a bundle have in common. */
  private String oneGeneration(Path bundle) {
    SecretLocation location = location(bundle);
    SecretBundle read = provider.fetch(location);
    Set<String> values =
        read.fields().stream()
            .map(field -> SecretLocation.parse(location + "#" + field))
            .map(field -> read.secret(field, "~1").exposeString())
            .collect(Collectors.toSet());
    assertThat(read.fields()).hasSize(FILES);
    assertThat(values).hasSize(1);
    return values.iterator().next();
  }

  private static Map<String, String> generation(int number) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("key" + i, "value" + number);
    }
    return files;
  }

  private static Path written(Path folder, Map<String, String> files) throws IOException {
    Files.createDirectory(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    return folder;
  }

  private static SecretLocation location(Path path) {
    return SecretLocation.parse("file://" + path);
  }
}
