package io.keyturn.testservers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Starts servers and waits until they answer. */
final class Startup {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Startup() {}

  /**
   * Starts a server and returns once it answers.
   *
   * @throws IllegalStateException if it ends at once or does not answer within a minute; its output
   *     is left in its folder, since it may hold credentials
   */
  static void start(Server server, BooleanSupplier answers) {
    server.start();
    await(server, answers);
  }

  /** Returns once a server that was started answers. */
  static void await(Server server, BooleanSupplier answers) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!answers.getAsBoolean()) {
      if (!server.isRunning() || System.nanoTime() - end > 0) {
        server.stop();
        throw new IllegalStateException(
            "A test server did not start; its output is in " + server.place());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
