package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts a thread at its first read that does not end with it. */
final class ThreadLeaver extends BrokenProvider {
  private static final CountDownLatch END = new CountDownLatch(1);

  private final boolean daemon;
  private final AtomicBoolean started = new AtomicBoolean();

  ThreadLeaver(SecretProvider sound, boolean daemon) {
    super(sound);
    this.daemon = daemon;
  }

  /** Ends the threads of all. */
  static void endAll() {
    END.countDown();
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    if (started.compareAndSet(false, true)) {
      Thread thread = new Thread(ThreadLeaver::awaitEnd, "left-behind");
      thread.setDaemon(daemon);
      thread.start();
    }
    return sound.fetch(bundle);
  }

  private static void awaitEnd() {
    try {
      END.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
