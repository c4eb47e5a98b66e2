package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.SecretUnavailableException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is interrupted while he waits leaves at once, as from an outage, with the flag set. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptTest {
  private final World world = new World();

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Secrets started() {
    return world.open(world.builder().require("KEY"));
  }

  /** How a wait ended. */
  private record End(Throwable thrown, boolean interrupted) {}

  /** Interrupts code that waits for a store that hangs. */
  private End interruptedIn(ThrowingCallable code) throws Exception {
    world.store.hang();
    FutureTask<End> waiting =
        new FutureTask<>(() -> new End(catchThrowable(code), Thread.interrupted()));
    Thread thread = new Thread(waiting);
    thread.setDaemon(true);
    thread.start();
    world.store.awaitHanging(1);
    thread.interrupt();
    return waiting.get();
  }

  private static void assertLeft(End end) {
    assertThat(end.thrown)
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("interrupted");
    assertThat(end.interrupted).isTrue();
  }

  @Test
  void who_refreshes_a_name() throws Exception {
    Secrets secrets = started();

    assertLeft(interruptedIn(() -> secrets.refresh("KEY")));
  }

  @Test
  void who_refreshes_all() throws Exception {
    Secrets secrets = started();

    assertLeft(interruptedIn(secrets::refresh));
  }

  @Test
  void who_starts_and_what_was_opened_is_closed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Secrets.Builder builder =
        world
            .builder(
                "app#{name}",
                new Delegating(world.store) {
                  @Override
                  public void close() {
                    closed.countDown();
                  }
                })
            .require("KEY");

    assertLeft(interruptedIn(builder::build));
    assertThat(closed.getCount()).isZero();
  }
}
