package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A build that takes longer than it may and does not care for its interrupt. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateBuildTest {
  private static final Duration BUILD_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final CountDownLatch building = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger builds = new AtomicInteger();
  private final List<String> retired = new CopyOnWriteArrayList<>();
  private Secrets secrets;
  private Rotating<String> made;

  @BeforeEach
  void map() {
    world.put("KEY");
    secrets = world.open(world.builder().executor(this::run));
    made = secrets.rotating("KEY").map(this::build, retired::add);
  }

  @AfterEach
  void close() {
    letGo();
    world.close();
  }

  private void run(Runnable task) {
    underWay.incrementAndGet();
    Future<?> unused =
        Threads.start(
            () -> {
              task.run();
              return underWay.decrementAndGet();
            });
  }

  /** The late build ends, and so does what follows from it. */
  private void letGo() {
    go.countDown();
    awaitUnderWay(0);
  }

  private void awaitUnderWay(int tasks) {
    while (underWay.get() > tasks) {
      Thread.onSpinWait();
    }
  }

  /** The second one is late. */
  private String build(Secret key) {
    String object = "object" + builds.incrementAndGet();
    if (object.equals("object2")) {
      building.countDown();
      Stubborn.await(go);
    }
    return object;
  }

  /** The secret turns, while the build is late. */
  private void turnLate() throws Exception {
    world.put("KEY");
    Future<Boolean> refresh = Threads.start(() -> secrets.refresh("KEY"));
    building.await();
    world.time.advance(BUILD_TIMEOUT);
    assertThat(refresh.get()).isTrue();
  }

  private void passUntilBuiltAgain() {
    while (made.get().equals("object1")) {
      world.time.advance(A_SECOND);
      awaitUnderWay(0); // or the time it has is over before it begins
    }
  }

  @Test
  void it_keeps_the_old_object_and_the_secret_turns_without_it() throws Exception {
    turnLate();

    assertThat(made.get()).isEqualTo("object1");
    assertThat(secrets.get("KEY").version()).isEqualTo("2");
  }

  @Test
  void its_object_is_retired_when_it_comes() throws Exception {
    turnLate();
    letGo();

    assertThat(retired).containsExactly("object2");
  }

  @Test
  void it_is_not_tried_again_before_it_ends_and_then_succeeds() throws Exception {
    turnLate();
    world.passTtl();
    awaitUnderWay(1);
    assertThat(builds).hasValue(2);
    letGo();
    passUntilBuiltAgain();

    assertThat(made.get()).isEqualTo("object3");
    assertThat(builds).hasValue(3);
  }

  @Test
  void its_object_is_retired_once_though_others_follow_and_all_is_closed() throws Exception {
    turnLate();
    letGo();
    passUntilBuiltAgain();
    secrets.close();

    assertThat(retired).containsExactlyInAnyOrder("object1", "object2", "object3");
  }
}
