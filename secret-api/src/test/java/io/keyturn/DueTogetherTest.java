package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a batching store is asked for beside the bundle that is due. */
class DueTogetherTest {
  private static final Duration A_TENTH = World.TTL.dividedBy(10);
  private static final Duration A_MOMENT = Duration.ofNanos(1);

  private final World world = new World(InMemoryProvider.batching(20));

  @BeforeEach
  void put() {
    world.store.put("first", LeakGuard.canary().text());
    world.store.put("later", LeakGuard.canary().text());
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Two bundles, the second of which is read, and so due, later; lets the first become due. */
  private void passUntilFirstIsDue(Duration later) {
    Secrets secrets = world.open(world.builder("{name}").executor(Runnable::run));
    secrets.rotating("first").get();
    world.time.advance(later);
    secrets.rotating("later").get();
    world.time.advance(World.TTL.minus(later));
  }

  @Test
  void a_bundle_due_within_the_next_tenth_of_the_ttl_goes_along() {
    passUntilFirstIsDue(A_TENTH);

    assertThat(world.store.batches()).isEqualTo(1);
    assertThat(world.store.fetches("later")).isEqualTo(2);
  }

  @Test
  void a_bundle_due_a_moment_after_that_does_not() {
    passUntilFirstIsDue(A_TENTH.plus(A_MOMENT));

    assertThat(world.store.fetches("first")).isEqualTo(2);
    assertThat(world.store.fetches("later")).isEqualTo(1);
  }

  @Test
  void it_is_looked_at_when_it_is_due_itself() {
    passUntilFirstIsDue(A_TENTH.plus(A_MOMENT));
    world.time.advance(A_TENTH);
    assertThat(world.store.fetches("later")).isEqualTo(1);

    world.time.advance(A_MOMENT);

    assertThat(world.store.fetches("later")).isEqualTo(2);
  }
}
