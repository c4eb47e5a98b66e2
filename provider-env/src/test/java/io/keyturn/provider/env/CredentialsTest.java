package io.keyturn.provider.env;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.KeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What systemd, Compose and Swarm give to a program, and variables that it shares a prefix with.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIf(
    value = "io.keyturn.provider.env.Namespace#isPermitted",
    disabledReason = "this user may not make a mount namespace")
final class CredentialsTest {
  /** Where no notification tells. */
  private static final List<String> SHORT_TTL = List.of("-Dkeyturn.cache.ttl=500ms");

  private final KeyPair old = KeyPair.random();
  private final KeyPair fresh = KeyPair.random();

  @TempDir Path scratch;
  private Path source;

  @BeforeEach
  void write() throws IOException {
    source = Files.createDirectory(scratch.resolve("source"));
    write(source, old);
  }

  @Test
  @Witness(Row.CREDENTIALS)
  void each_credential_of_systemd_is_a_value() throws Exception {
    String directory = "/run/credentials/mailer.service";
    Namespace service =
        new Namespace(scratch)
            .tmpfs(directory, "size=1m,mode=0755")
            .then("cp " + Namespace.quoted(source) + "/* " + directory)
            .then("mount -n -o remount,bind,ro " + directory);
    Map<String, String> variables =
        Map.of(
            "CREDENTIALS_DIRECTORY",
            directory,
            "KEYTURN_STORE",
            "file",
            "KEYTURN_STORES_FILE_LOCATION",
            "{name}",
            "KEYTURN_STORES_FILE_PERMISSIONS",
            "strict");

    try (ChildJvm mailer = service.run(variables, List.of())) {
      old.assertReadBy(mailer);
      mailer.end();
    }
  }

  @Test
  @Witness(Row.RUN_SECRETS)
  void a_secret_of_compose_is_a_file_that_turns_where_it_is_written_in_place() throws Exception {
    try (ChildJvm mailer = compose().run(inRunSecrets(), SHORT_TTL)) {
      old.assertReadBy(mailer);
      mailer.say("status");
      assertThat(mailer.await("remark ")).contains("mounted by itself");
      write(source, fresh);
      awaitTurnTo(fresh, mailer);
      mailer.end();
    }
  }

  /** Each file is mounted by itself. */
  private Namespace compose() throws IOException {
    Namespace container = new Namespace(scratch);
    for (String name : old.values().keySet()) {
      container.bind(source.resolve(name), "/run/secrets/" + name);
    }
    return container;
  }

  /** The two files are written one after the other, so that there may be a turn between. */
  private static void awaitTurnTo(KeyPair pair, ChildJvm mailer) throws InterruptedException {
    if (!mailer.await("turned to ").equals(pair.digest())) {
      pair.assertTurnedToBy(mailer);
    }
  }

  @Test
  @Witness(Row.RUN_SECRETS)
  void a_secret_of_compose_that_was_replaced_outside_is_served_as_it_was_and_told()
      throws Exception {
    try (ChildJvm mailer = compose().run(inRunSecrets(), SHORT_TTL)) {
      old.assertReadBy(mailer);
      Path next = Files.createDirectory(scratch.resolve("next"));
      write(next, fresh);
      for (String name : fresh.values().keySet()) {
        Files.move(next.resolve(name), source.resolve(name), REPLACE_EXISTING);
      }
      awaitRemark("replaced or removed outside", mailer);
      mailer.end();
      assertThat(mailer.heard()).noneMatch(line -> line.startsWith("turned to "));
    }
  }

  /** The next look sees it, and asking is all that the test can do until then. */
  private static void awaitRemark(String part, ChildJvm mailer) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String remark = "";
    while (!remark.contains(part)) {
      assertThat(System.nanoTime()).as("time until '%s'", part).isLessThan(deadline);
      mailer.say("status");
      remark = mailer.await("remark ");
      mailer.await("told");
    }
  }

  @Test
  @Witness(Row.RUN_SECRETS)
  void a_secret_of_swarm_is_a_file_that_all_may_read() throws Exception {
    Namespace container =
        new Namespace(scratch)
            .tmpfs("/run/secrets", "mode=0755,nodev,nosuid,noexec")
            .then("cp " + Namespace.quoted(source) + "/* /run/secrets")
            .then("chmod 0444 /run/secrets/*")
            .then("mount -n -o remount,bind,ro /run/secrets");

    try (ChildJvm mailer = container.run(inRunSecrets(), List.of())) {
      old.assertReadBy(mailer);
      mailer.end();
    }
  }

  private static Map<String, String> inRunSecrets() {
    return Map.of(
        "MAILJET_API_KEY_FILE", "/run/secrets/MAILJET_API_KEY",
        "MAILJET_SECRET_KEY_FILE", "/run/secrets/MAILJET_SECRET_KEY");
  }

  @Test
  @Witness(Row.PREFIX)
  void variables_with_a_prefix() throws Exception {
    Path file = Files.writeString(scratch.resolve("secret_key"), old.secretKey().text() + "\n");
    Map<String, String> variables =
        Map.of(
            "KEYTURN_STORE",
            "env",
            "KEYTURN_STORES_ENV_LOCATION",
            "APP_{name}",
            "APP_MAILJET_API_KEY",
            old.apiKey().text(),
            "APP_MAILJET_SECRET_KEY_FILE",
            file.toString(),
            "MAILJET_API_KEY",
            fresh.apiKey().text());

    try (ChildJvm mailer = new Namespace(scratch).run(variables, List.of())) {
      old.assertReadBy(mailer);
      mailer.end();
    }
  }

  private static void write(Path directory, KeyPair pair) throws IOException {
    for (Map.Entry<String, String> value : pair.values().entrySet()) {
      Files.writeString(directory.resolve(value.getKey()), value.getValue());
    }
  }
}
