package io.keyturn.testservers;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that all tests of a JVM share, started for the first that asks and ended with the JVM.
 *
 * <p>Where it cannot be had every test is skipped or fails alike, which a static initialiser cannot
 * do: from its second use on it fails with a {@link NoClassDefFoundError}.
 *
 * @param <S> the type of the server
 */
public final class Shared<S> {
  private final Supplier<S> start;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable S server;
  private @Nullable RuntimeException missing;

  /**
   * A server that nobody has asked for yet.
   *
   * @param start starts it, or skips or fails the test
   */
  public Shared(Supplier<S> start) {
    this.start = start;
  }

  /**
   * {@return the server}
   *
   * @throws RuntimeException what starting it threw the first time
   */
  public S get() {
    lock.lock();
    try {
      if (missing != null) {
        throw missing;
      }
      if (server == null) {
        server = start.get();
      }
      return server;
    } catch (RuntimeException e) {
      missing = e;
      throw e;
    } finally {
      lock.unlock();
    }
  }
}
