package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who writes a file in place, piece by piece, is never read in the middle of it, as long as the
 * pieces follow each other within 200 ms; for each format at once.
 */
final class RewriteTest {
  private static final int REWRITES = 200;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_REST = Duration.ofMillis(400);

  /** Where this machine held up the writer for longer, it was not the writer we speak of. */
  private static final Duration HELD_UP = Duration.ofMillis(180);

  @TempDir Path directory;
  private final ExecutorService writers = Executors.newFixedThreadPool(4);

  @AfterEach
  void end() {
    writers.shutdownNow();
  }

  /** One file, its writer, and what a reader saw of it. */
  private final class Rewritten implements Callable<Void> {
    final Path file;
    final String before;
    final String after;
    final Set<String> whole = ConcurrentHashMap.newKeySet();
    final Set<String> seen = ConcurrentHashMap.newKeySet();
    final Random random = new Random(LeakGuard.canary().text().hashCode());
    int heldUp;
    String last = "";

    Rewritten(String name, String before, String after) throws IOException {
      this.file = directory.resolve(name);
      this.before = before;
      this.after = after;
      Files.writeString(file, before + next() + after);
    }

    /** A value of a length of its own, so that a part of it is none. */
    private String next() {
      StringBuilder value = new StringBuilder();
      for (int letters = 500 + random.nextInt(3000); letters > 0; letters--) {
        value.append((char) ('a' + random.nextInt(26)));
      }
      last = value.toString();
      whole.add(last);
      return last;
    }

    @Override
    public Void call() throws IOException {
      for (int rewrites = 0; rewrites < REWRITES; ) {
        rewrites += rewrite((before + next() + after).getBytes(UTF_8)) ? 1 : 0;
        pause(LONGEST_REST);
      }
      return null;
    }

    /** In place and in pieces; whether the machine let it. */
    private boolean rewrite(byte[] content) throws IOException {
      boolean held = false;
      try (OutputStream out = Files.newOutputStream(file)) {
        for (int at = 0; at < content.length; ) {
          int piece = Math.min(content.length - at, 1 + random.nextInt(content.length / 2));
          out.write(content, at, piece);
          at += piece;
          long begin = System.nanoTime();
          pause(LONGEST_PAUSE);
          held |= at < content.length && System.nanoTime() - begin > HELD_UP.toNanos();
        }
      }
      heldUp += held ? 1 : 0;
      return !held;
    }

    private void pause(Duration longest) {
      LockSupport.parkNanos((long) (random.nextDouble() * longest.toNanos()));
    }

    void see(String value) {
      seen.add(value);
    }

    Set<String> torn() {
      Set<String> torn = ConcurrentHashMap.newKeySet();
      torn.addAll(seen);
      torn.removeAll(whole);
      return torn;
    }
  }

  @Test
  @Witness(Row.REWRITTEN)
  void a_file_that_is_rewritten_in_pieces_is_taken_whole_or_not_at_all() throws Exception {
    List<Rewritten> all =
        List.of(
            new Rewritten("token", "", ""),
            new Rewritten("app.env", "FIRST=1\nKEY=", "\nLAST=1\n"),
            new Rewritten("app.properties", "FIRST=1\nKEY=", "\nLAST=1\n"),
            new Rewritten("app.json", "{\"KEY\":\"", "\",\"LAST\":1}"));
    try (Secrets secrets = open()) {
      List<Rotating<String>> reading = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        reading.add(read(secrets, "KEY" + i, all.get(i)));
      }
      for (Future<Void> written : writers.invokeAll(all)) {
        written.get();
      }
      for (int i = 0; i < all.size(); i++) {
        assertThat(reading.get(i).get()).hasSizeGreaterThan(400);
      }
    }
    for (Rewritten one : all) {
      int most = one.heldUp;
      assertThat(one.torn()).as("parts of %s", one.file).hasSizeLessThanOrEqualTo(most);
      assertThat(one.seen).as("versions of %s", one.file).hasSizeGreaterThan(REWRITES / 10);
    }
  }

  /** Each value that the application turns to is noted. */
  private static Rotating<String> read(Secrets secrets, String name, Rewritten its) {
    return secrets
        .rotating(name)
        .map(
            secret -> {
              its.see(secret.exposeString());
              return secret.exposeString();
            });
  }

  private Secrets open() {
    return Secrets.builder()
        .properties(
            Map.of(
                "keyturn.store", "file",
                "keyturn.stores.file.directory", directory.toString(),
                "keyturn.stores.file.locations.KEY0", "token",
                "keyturn.stores.file.locations.KEY1", "app.env#KEY",
                "keyturn.stores.file.locations.KEY2", "app.properties#KEY",
                "keyturn.stores.file.locations.KEY3", "app.json#KEY",
                "keyturn.cache.ttl", "150ms"))
        .build();
  }
}
