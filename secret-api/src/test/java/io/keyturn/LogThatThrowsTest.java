package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A look ends once, also where the log throws while it does. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogThatThrowsTest {
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  private final World world = new World();

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Lines throwingAt(String words) {
    return new Lines(
        line -> {
          if (line.contains(words)) {
            throw new LinkageError();
          }
        });
  }

  @Test
  void a_version_in_use_is_not_retired() {
    Secrets secrets = world.open(world.builder().executor(Runnable::run).require("KEY"));
    world.store.denyAccess("app");
    world.passTtl();
    world.store.online();
    world.put("KEY");
    try (Lines lines = throwingAt("succeed again")) {
      world.passTtl();
      assertThat(lines.startingWith("Looks at")).isNotEmpty();
    }

    assertThat(secrets.get("KEY").version()).isEqualTo("2");
    assertThat(world.store.retired()).doesNotContain("2 of memory://app");
  }

  @Test
  void a_read_that_waits_for_it_begins() {
    List<Runnable> whileLooking = new ArrayList<>();
    SecretProvider store =
        new Delegating(world.store) {
          @Override
          public Outcome fetchIfChanged(SecretLocation bundle, String known) {
            whileLooking.forEach(Runnable::run);
            throw new SecretUnavailableException(bundle, "away");
          }
        };
    Secrets secrets =
        world.open(world.builder("app#{name}", store).executor(Runnable::run).require("KEY"));
    FutureTask<Boolean> refresh = new FutureTask<>(() -> secrets.refresh("KEY"));
    whileLooking.add(() -> Threads.startUntilItWaits(refresh));
    try (Lines lines = throwingAt("is unavailable")) {
      world.passTtl();
      assertThat(lines.startingWith("Store 'memory' is unavailable")).isNotEmpty();
    }

    assertThat(refresh).succeedsWithin(IN_TIME);
  }
}
