package io.keyturn.provider.env;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the watcher of files listens, and that nothing ends it but its end. */
@EnabledOnOs(OS.LINUX)
final class ListeningTest {
  private static final SecretLocation KEY = SecretLocation.parse("file://key");

  @TempDir Path temporary;
  private final FileWatcher watcher = new FileWatcher(new Unhurried());
  private final BlockingQueue<SecretLocation> told = new LinkedBlockingQueue<>();
  private Path directory;
  private Path file;

  @BeforeEach
  void place() throws IOException {
    directory = Files.createDirectory(temporary.toRealPath().resolve("app"));
    file = directory.resolve("key");
    write();
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  private void write() throws IOException {
    Files.writeString(file, LeakGuard.canary().text());
  }

  private void assertTold() throws InterruptedException {
    assertThat(told.poll(20, SECONDS)).isEqualTo(KEY);
  }

  @Test
  void directories_that_were_replaced_are_listened_to_no_more() throws Exception {
    try (Watch watch = watcher.watch(Map.of(KEY, file), told::add)) {
      write();
      assertTold();
      long before = listenedTo();
      for (int i = 0; i < 10; i++) {
        told.clear();
        Files.move(directory, temporary.resolve("old" + i));
        Files.createDirectory(directory);
        write();
        assertTold();
      }
      told.clear();
      write();
      assertTold();

      assertThat(watch).isNotNull();
      assertThat(listenedTo()).isLessThanOrEqualTo(before + 1);
    }
    assertThat(listenedTo()).isZero();
  }

  /** What the kernel tells of this process. */
  private static long listenedTo() throws IOException {
    try (Stream<Path> handles = Files.list(Path.of("/proc/self/fdinfo"))) {
      return handles.flatMap(ListeningTest::lines).filter(l -> l.startsWith("inotify wd:")).count();
    }
  }

  private static Stream<String> lines(Path handle) {
    try {
      return Files.readAllLines(handle).stream();
    } catch (IOException e) { // the one of the listing itself
      return Stream.of();
    }
  }

  @Test
  void who_throws_is_told_again() throws Exception {
    boolean[] thrown = new boolean[1];
    try (Watch watch =
        watcher.watch(
            Map.of(KEY, file),
            bundle -> {
              told.add(bundle);
              if (!thrown[0]) {
                thrown[0] = true;
                throw new IllegalStateException("a consumer that throws");
              }
            })) {
      write();
      assertTold();
      told.clear();
      write();
      assertTold();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void one_thread_listens_for_all_and_ends_with_the_last() throws Exception {
    Watch first = watcher.watch(Map.of(KEY, file), told::add);
    List<Watch> more =
        Stream.of("a", "b", "c")
            .map(name -> SecretLocation.parse("file://" + name))
            .map(other -> watcher.watch(Map.of(other, directory.resolve(other.path())), told::add))
            .toList();
    List<Thread> threads = threads();
    assertThat(threads).hasSize(1);

    more.forEach(Watch::close);
    assertThat(threads()).hasSize(1);
    first.close();

    threads.get(0).join(SECONDS.toMillis(20));
    assertThat(threads()).isEmpty();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("keyturn-file-watch"))
        .toList();
  }

  @Test
  void nothing_is_watched_after_the_end_and_nothing_of_nothing() {
    try (Watch watch = watcher.watch(Map.of(), told::add)) {
      assertThat(watch).isNotSameAs(Watch.NONE);
      assertThat(threads()).isEmpty();
    }
    watcher.close();
    watcher.close();
    try (Watch watch = watcher.watch(Map.of(KEY, file), told::add)) {
      assertThat(watch).isNotNull();
      assertThat(threads()).isEmpty();
    }
  }
}
