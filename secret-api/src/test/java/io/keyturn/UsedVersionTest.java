package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store is told of no version that is in use. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UsedVersionTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final World world = new World();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean holds;

  @AfterEach
  void close() {
    world.close();
  }

  private void run(Runnable task) {
    if (holds) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  @Test
  void one_that_was_forgotten_and_is_read_again_is_not_retired_when_its_time_comes() {
    world.put("X");
    Secrets secrets =
        world.open(world.builder().executor(this::run).idle(IDLE).ttl(Duration.ofDays(1)));
    secrets.get("X");
    holds = true; // what is to be told waits behind something else
    world.time.advance(IDLE.multipliedBy(3));
    assertThat(waiting).isNotEmpty();
    holds = false;
    assertThat(secrets.get("X").version()).isEqualTo("1");

    waiting.forEach(Runnable::run);

    assertThat(world.store.retired()).isEmpty();
  }
}
