package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.Secrets;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.LoggerFactory;

/** Files that others on the machine can read; {@link PermissionTest} proves that they can. */
@DisabledOnOs(OS.WINDOWS)
final class AccessTest extends InDirectory {
  private static final String OPEN = "others on this machine can read it: chmod o-r";
  private static final Duration TTL = Duration.ofMinutes(1);

  @BeforeEach
  void let_others_in() throws IOException {
    permit(directory, "rwxr-xr-x");
  }

  @Test
  @Witness(Row.OPEN)
  void a_file_of_each_form_that_others_can_read_has_a_warning() throws IOException {
    for (String name : oneOfEachForm()) {
      SecretBundle bundle = provider.fetch(at(name));

      assertThat(bundle.remark()).as(name).contains(new SecretBundle.Remark(OPEN, true));
    }
  }

  @Test
  @Witness(Row.OPEN)
  void a_file_that_others_can_read_is_refused_under_strict() throws IOException {
    List<String> names = oneOfEachForm();
    provider.close();
    provider = new FileSecretProvider(directory, Access.STRICT, new Unhurried());

    for (String name : names) {
      assertFails(name, SecretAccessDeniedException.class, "permissions = strict: chmod o-r");
    }
    permit(directory.resolve("app.env"), "rw-r-----");
    assertThat(read("app.env#KEY")).isEqualTo(canary);
  }

  @Test
  @Witness(Row.OPEN)
  void a_file_that_others_cannot_read_has_none() throws IOException {
    for (String name : oneOfEachForm()) {
      Path file = directory.resolve(name);
      permit(Files.isDirectory(file) ? file.resolve("KEY") : file, "rwxrwx-wx");

      assertThat(provider.fetch(at(name)).remark()).as(name).isEmpty();
    }
  }

  @Test
  @Witness(Row.OPEN)
  void a_file_below_a_directory_that_keeps_others_out_has_none() throws IOException {
    makeDirectory("closed");
    makeDirectory("closed/below");
    open("closed/below/app.env");
    permit(directory.resolve("closed/below"), "rwxr-xr-x");
    permit(directory.resolve("closed"), "rwxrwxrw-");

    assertThat(provider.fetch(at("closed/below/app.env")).remark()).isEmpty();

    permit(directory.resolve("closed"), "rwx-----x"); // who knows its name can read it
    write("closed/below/app.env", "KEY=" + canary + canary);
    assertThat(provider.fetch(at("closed/below/app.env")).remark()).isPresent();
  }

  @Test
  void of_a_link_it_counts_where_it_leads_to() throws IOException {
    makeDirectory("closed");
    makeDirectory("open");
    permit(directory.resolve("closed"), "rwx------");
    permit(directory.resolve("open"), "rwxr-xr-x");
    open("closed/token");
    open("open/token");
    link("closed/link", "../open/token");
    link("open/link", "../closed/token");

    assertThat(provider.fetch(at("closed/link")).remark()).isPresent();
    assertThat(provider.fetch(at("open/link")).remark()).isEmpty();
  }

  @Test
  @Witness(Row.MOUNTED)
  void a_volume_of_kubernetes_is_let_off() throws IOException {
    for (String name : new String[] {"volume", "volume/..2026_02_01"}) {
      permit(makeDirectory(name), "rwxr-xr-x");
    }
    open("volume/..2026_02_01/KEY");
    link("volume/..data", "..2026_02_01");
    link("volume/KEY", "..data/KEY");
    provider.close();
    provider = new FileSecretProvider(directory, Access.STRICT, new Unhurried());

    assertThat(provider.fetch(at("volume")).remark()).isEmpty();
    assertThat(provider.fetch(at("volume/KEY")).remark()).isEmpty();
  }

  @Test
  @Witness(Row.MOUNTED)
  void secrets_of_docker_and_credentials_of_systemd_are_let_off() {
    assertThat(isLetOff("/run/secrets/db", null)).isTrue();
    assertThat(isLetOff("/var/run/secrets/db/password", null)).isTrue();
    assertThat(isLetOff("/run/credentials/app.service/db", "/run/credentials/app.service"))
        .isTrue();

    assertThat(isLetOff("/run/secrets2/db", null)).isFalse();
    assertThat(isLetOff("/srv/run/secrets/db", null)).isFalse();
    assertThat(isLetOff("/run/credentials/other.service/db", "/run/credentials/app.service"))
        .isFalse();
    assertThat(isLetOff("/run/credentials/app.service/db", "")).isFalse();
  }

  @Test
  void a_link_to_or_from_what_was_mounted_is_let_off() {
    Path mounted = Path.of("/run/secrets/db");
    Path elsewhere = Path.of("/srv/db");

    assertThat(Access.isForThisProcess(mounted, elsewhere, null)).isTrue();
    assertThat(Access.isForThisProcess(elsewhere, mounted, null)).isTrue();
  }

  private static boolean isLetOff(String path, @Nullable String credentials) {
    return Access.isForThisProcess(Path.of(path), Path.of(path), credentials);
  }

  // ---- as an application sees it

  @Test
  @Witness(Row.OPEN)
  void it_is_logged_once_over_several_looks_and_is_in_the_status() throws IOException {
    open("app.env");
    ManualTime time = new ManualTime();
    Logger logger = (Logger) LoggerFactory.getLogger("io.keyturn");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try (Secrets secrets = secrets(time, "warn")) {
      for (int look = 0; look < 3; look++) {
        time.advance(TTL);
      }
      secrets.refresh();

      assertThat(secrets.status().bundles().get(0).remark()).contains(OPEN);
      assertThat(warnings(lines)).containsExactly(location("app.env") + ": " + OPEN);
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  @Witness(Row.OPEN)
  void a_store_with_strict_permissions_does_not_start_with_it() throws IOException {
    open("app.env");

    assertThatThrownBy(() -> secrets(new ManualTime(), "strict"))
        .hasMessageContaining("'KEY' denied at " + location("app.env"))
        .hasMessageContaining("permissions = strict")
        .satisfies(LeakGuard::check);
  }

  private Secrets secrets(ManualTime time, String permissions) {
    Map<String, String> properties = new HashMap<>();
    properties.put("keyturn.store", "file");
    properties.put("keyturn.stores.file.directory", directory.toString());
    properties.put("keyturn.stores.file.location", "app.env#{name}");
    properties.put("keyturn.stores.file.permissions", permissions);
    return Secrets.builder()
        .properties(properties)
        .require("KEY")
        .ttl(TTL)
        .jitter(0)
        .time(time)
        .executor(Runnable::run)
        .build();
  }

  private static List<String> warnings(ListAppender<ILoggingEvent> lines) {
    return lines.list.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  // ---- files

  /** A file of each form and a directory, which others can read. */
  private List<String> oneOfEachForm() throws IOException {
    permit(makeDirectory("volume"), "rwxr-xr-x");
    open("volume/KEY");
    List<String> files = List.of("app.env", "app.properties", "app.json", "token");
    for (String file : files) {
      open(file);
    }
    return List.of("app.env", "app.properties", "app.json", "token", "volume");
  }

  private void open(String name) throws IOException {
    permit(write(name, "KEY=" + canary), "rw-r--r--");
  }

  private SecretLocation location(String name) {
    return provider.normalize(at(name));
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
