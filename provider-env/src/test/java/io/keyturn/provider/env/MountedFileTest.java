package io.keyturn.provider.env;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.KeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What really happens to files that are mounted, and on a file system that runs full. */
@EnabledOnOs(OS.LINUX)
@EnabledIf(
    value = "io.keyturn.provider.env.Namespace#isPermitted",
    disabledReason = "this user may not make a mount namespace")
final class MountedFileTest {
  private static final String INSIDE = "/etc/mailer/keys/app.env";

  @TempDir Path outside;

  private Path write(String name, KeyPair pair) throws IOException {
    return Files.writeString(outside.resolve(name), pair.dotenv());
  }

  private static ChildJvm start(Namespace namespace) throws IOException {
    return start(namespace, INSIDE);
  }

  private static ChildJvm start(Namespace namespace, String bundle) throws IOException {
    return namespace.run(
        Map.of(
            "KEYTURN_STORE", "file",
            "KEYTURN_STORES_FILE_LOCATION", bundle + "#{name}",
            "KEYTURN_STORES_FILE_PERMISSIONS", "strict",
            "KEYTURN_CACHE_TTL", "200ms"),
        List.of());
  }

  @Test
  @Witness(Row.SUB_PATH)
  void a_file_that_is_mounted_by_itself_says_so_and_when_it_was_replaced_outside()
      throws Exception {
    KeyPair old = KeyPair.random();
    Path file = write("app.env", old);
    try (ChildJvm child = start(new Namespace(outside).bind(file, INSIDE))) {
      old.assertReadBy(child);
      child.say("?");
      assertThat(child.await("remark ")).startsWith("it is mounted by itself (subPath");

      Files.move(write("app.env.next", KeyPair.random()), file, ATOMIC_MOVE, REPLACE_EXISTING);

      assertSaysThatItWasReplaced(child);
    }
  }

  private static void assertSaysThatItWasReplaced(ChildJvm child) throws Exception {
    String remark = "it is mounted by itself";
    for (int asked = 0; remark.startsWith("it is mounted by itself"); asked++) {
      assertThat(asked).as("questions until it says that it was replaced").isLessThan(100_000);
      child.say("?");
      remark = child.await("remark ");
    }
    assertThat(remark).startsWith("what is mounted here was replaced or removed outside");
    child.end();
    assertThat(child.heard()).noneMatch(line -> line.startsWith("turned"));
  }

  @Test
  @Witness(Row.SUB_PATH)
  void a_directory_of_files_that_are_mounted_by_themselves_says_so() throws Exception {
    KeyPair old = KeyPair.random();
    Namespace namespace = new Namespace(outside);
    for (Map.Entry<String, String> value : old.values().entrySet()) {
      Path file = Files.writeString(outside.resolve(value.getKey()), value.getValue());
      namespace.bind(file, "/run/secrets/" + value.getKey());
    }
    try (ChildJvm child = start(namespace, "/run/secrets")) {
      old.assertReadBy(child);
      child.say("?");
      assertThat(child.await("remark ")).startsWith("it is mounted by itself");

      Path next = Files.writeString(outside.resolve("next"), LeakGuard.canary().text());
      Files.move(next, outside.resolve("MAILJET_API_KEY"), ATOMIC_MOVE, REPLACE_EXISTING);

      assertSaysThatItWasReplaced(child);
    }
  }

  @Test
  @Witness({Row.SUB_PATH, Row.MOUNTED})
  void a_directory_of_one_generation_of_a_volume_says_so_and_may_be_read_by_others()
      throws Exception {
    KeyPair old = KeyPair.random();
    Path generation = Files.createDirectories(outside.resolve("..2026_11_30_08_00_00.7/keys"));
    for (Map.Entry<String, String> value : old.values().entrySet()) {
      Files.writeString(generation.resolve(value.getKey()), value.getValue());
    }
    try (ChildJvm child =
        start(new Namespace(outside).bind(generation, "/etc/mailer/keys"), "/etc/mailer/keys")) {
      old.assertReadBy(child);
      child.say("?");
      assertThat(child.await("remark ")).startsWith("it is mounted by itself");

      Trees.delete(generation);

      assertThat(child.await("failed ")).startsWith("what is mounted here was replaced or removed");
      child.end();
    }
  }

  @Test
  void a_file_that_is_mounted_by_itself_turns_where_it_is_written_in_place() throws Exception {
    Path file = write("app.env", KeyPair.random());
    try (ChildJvm child = start(new Namespace(outside).bind(file, INSIDE))) {
      child.await("read ");
      KeyPair next = KeyPair.random();
      write("app.env", next);

      next.assertTurnedToBy(child);
      child.end();
    }
  }

  @Test
  @Witness(Row.FULL)
  void a_file_that_is_cut_off_when_its_file_system_runs_full_never_turns() throws Exception {
    KeyPair old = KeyPair.random();
    String directory = String.valueOf(Path.of(INSIDE).getParent());
    Namespace namespace =
        new Namespace(outside)
            .tmpfs(directory, "size=64k")
            .then("install -m 0600 " + Namespace.quoted(write("app.env", old)) + " " + INSIDE);
    try (ChildJvm child = start(namespace)) {
      old.assertReadBy(child);

      // What is left of it is a pair like any other.
      String larger = KeyPair.random().dotenv().strip() + "x".repeat(70_000);
      Namespace.run(
          child, "cat > " + INSIDE + " || test $(stat -c %s " + INSIDE + ") = 65536", larger);
      assertThat(child.await("failed ")).contains("its file system was full");
      KeyPair next = KeyPair.random();
      Namespace.run(child, "cat > " + INSIDE, next.dotenv());

      next.assertTurnedToBy(child);
      child.end();
    }
  }
}
