package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.World.Pair;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The lines people alert on: the block of {@code docs/logging.md} is what this life logs. */
class LoggingTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.keyturn");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final World world = new World();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    world.close();
  }

  @Test
  void the_lines_of_a_life_are_those_of_the_page() throws IOException {
    live();

    String logged =
        lines.list.stream()
            .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
            .map(line -> String.format("%-5s %s", line.getLevel(), line.getFormattedMessage()))
            .collect(Collectors.joining("\n"));
    String page = Files.readString(Path.of("../docs/logging.md"));
    assertThat(page).contains("```text\n" + logged + "\n```");
    assertThat(lines.list).extracting(ILoggingEvent::getThrowableProxy).containsOnlyNulls();
  }

  private void live() {
    boolean[] refuse = new boolean[1];
    boolean[] broken = new boolean[1];
    world.putPair();
    Secrets secrets = world.open(builder(refuse));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    Rotating<Object> client = pair.map(p -> fail(broken[0]), old -> fail(true));
    client.onRotation(turn -> fail(true));
    world.putPair();
    world.passTtl(); // a turn, told to the listener
    world.time.advance(Duration.ofSeconds(30)); // the old client is retired
    broken[0] = true;
    world.putPair();
    secrets.refresh("KEY");
    broken[0] = false;
    world.time.advance(Duration.ofSeconds(1));
    refuse[0] = true;
    world.putPair();
    world.passTtl();
    refuse[0] = false;
    world.time.advance(Duration.ofSeconds(1));
    world.store.goOffline();
    world.passTtl();
    world.store.online();
    world.passTtl();
    world.store.denyAccess("app");
    world.passTtl();
    world.store.online();
    world.passTtl();
    world.store.put("app", changedInPlace(pair.get().key().version()));
    secrets.refresh("KEY");
    secrets.close();
  }

  private Secrets.Builder builder(boolean[] refuse) {
    return world.builder().executor(Runnable::run).verify(Pair.class, pair -> fail(refuse[0]));
  }

  private static SecretBundle changedInPlace(String version) {
    return SecretBundle.builder()
        .version(version)
        .field("KEY", LeakGuard.canary().text())
        .field("SECRET", LeakGuard.canary().text())
        .build();
  }

  private static Object fail(boolean really) {
    if (really) {
      throw new IllegalStateException(LeakGuard.canary().text());
    }
    return new Object();
  }

  @Test
  void a_store_that_is_down_at_start_serves_no_values() {
    world.putPair();
    world.store.goOffline();

    world.open(world.builder().executor(Runnable::run).optional("KEY"));

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains("Store 'memory' is unavailable and has given nothing yet: the store is offline");
  }

  @Test
  void a_look_that_brings_nothing_new_is_told_as_unchanged() {
    world.putPair();
    Secrets secrets = world.open(world.builder().executor(Runnable::run).require("KEY"));
    world.passTtl();
    secrets.refresh("KEY");

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.startsWith("Looked at "))
        .containsExactly(
            "Looked at memory://app: taken",
            "Looked at memory://app: unchanged",
            "Looked at memory://app: unchanged");
  }

  @Test
  void every_line_is_at_the_one_logger() {
    live();
    assertThat(lines.list).extracting(ILoggingEvent::getLoggerName).containsOnly("io.keyturn");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_refused_version_that_is_withdrawn_ends_its_alert(boolean checks) {
    SecretBundle good = SecretBundle.builder().field("KEY", "good").version("1").build();
    SecretBundle bad = SecretBundle.builder().field("KEY", "bad").version("2").build();
    Changing store = new Changing(good, checks);
    world.open(
        Secrets.builder()
            .store("plain", world.checked(store))
            .locate("KEY", "plain://x#KEY")
            .verify("KEY", key -> assertThat(key.exposeString()).isEqualTo("good"))
            .time(world.time)
            .executor(Runnable::run));
    try (Lines told = new Lines()) {
      for (int i = 0; i < 2; i++) {
        store.now = bad;
        world.passTtl();
        world.passTtl();
        store.now = good;
        world.passTtl();
        world.passTtl();
      }

      assertThat(told.startingWith("Refused version 2 of plain://x, keeping 1")).hasSize(2);
      assertThat(told.startingWith("Looks at plain://x succeed again")).hasSize(2);
    }
  }

  private static final class Changing implements SecretProvider {
    private final boolean checks;
    private SecretBundle now;

    Changing(SecretBundle first, boolean checks) {
      this.now = first;
      this.checks = checks;
    }

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      return now;
    }

    @Override
    public Outcome fetchIfChanged(SecretLocation bundle, String known) {
      return checks && now.version().equals(Optional.of(known))
          ? new Outcome.Unchanged()
          : new Outcome.Fetched(now);
    }
  }
}
