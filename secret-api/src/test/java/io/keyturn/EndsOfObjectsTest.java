package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each object is retired, in its order and at its time. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndsOfObjectsTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<String> retired = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean rejects;
  private boolean holds;

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void run(Runnable task) {
    if (rejects) {
      throw new RejectedExecutionException();
    }
    if (holds) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  private void turn(Secrets secrets) {
    world.put("KEY");
    secrets.refresh("KEY");
  }

  @Test
  void one_that_the_executor_takes_no_more_is_retired_at_the_end() {
    Secrets secrets = world.open(world.builder().executor(this::run));
    secrets.rotating("KEY").map(Secret::version, retired::add);
    turn(secrets);
    rejects = true;
    world.time.advance(DRAIN);

    secrets.close();

    assertThat(retired).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void a_child_is_retired_before_its_parent_also_while_the_one_before_it_is() {
    Secrets secrets = world.open(world.builder().executor(this::run));
    Rotating<String> pool =
        secrets.rotating("KEY").map(key -> "pool" + key.version(), retired::add);
    pool.map(
        from -> "dao of " + from,
        dao -> {
          if (dao.equals("dao of pool1")) { // which takes longer than the next turn
            turn(secrets);
            world.time.advance(DRAIN);
          }
          retired.add(dao);
        });
    turn(secrets);
    holds = true; // the first dao is retired after the time has passed, and lets more of it pass
    world.time.advance(DRAIN);
    holds = false;

    waiting.forEach(Runnable::run);

    assertThat(retired)
        .containsExactlyInAnyOrder("dao of pool1", "pool1", "dao of pool2", "pool2")
        .containsSubsequence("dao of pool1", "pool1")
        .containsSubsequence("dao of pool2", "pool2");
  }

  // ---- what a build gives that was given up

  private Secrets impatient() {
    return world.open(world.builder().executor(Runnable::run).buildTimeout(A_SECOND));
  }

  /** The first version gives the first object, and so does the third one, too late. */
  private String slow(Secret key) {
    if (key.version().equals("3")) {
      world.time.advance(A_SECOND);
    }
    return key.version().equals("2") ? "second" : "first";
  }

  @Test
  void one_that_is_given_again_too_late_is_not_retired_within_its_drain() {
    Secrets secrets = impatient();
    Rotating<String> made = secrets.rotating("KEY").map(this::slow, retired::add);
    turn(secrets);
    assertThat(made.get()).isEqualTo("second");

    turn(secrets);

    assertThat(retired).isEmpty();
  }

  @Test
  void one_that_is_given_again_too_late_is_not_retired_while_a_call_uses_it() {
    Secrets secrets = impatient();
    Rotating<String> made = secrets.rotating("KEY").map(this::slow, retired::add);

    made.run(
        used -> {
          turn(secrets);
          world.time.advance(DRAIN);
          turn(secrets);
          assertThat(used).isEqualTo("first");
          assertThat(retired).isEmpty();
        },
        Rejection.onFailure(failure -> false));
  }
}
