package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.ManualTime;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Secrets of one bundle that turns with each refresh, in time that stands still; whatever an actor
 * causes runs on his own thread.
 */
final class Scene {
  final ManualTime time = new ManualTime();
  final Secrets secrets =
      Secrets.builder()
          .store("memory", new Turning())
          .active("memory")
          .template("memory", "app#{name}")
          .time(time)
          .jitter(0)
          .executor(Runnable::run)
          .build();

  /** A handle that has its first value: that of version 1 in a new scene. */
  Rotating<Secret> key() {
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    return key;
  }

  /** Turns to the next version. */
  void turn() {
    secrets.refresh("KEY");
  }

  static int version(Secret secret) {
    return Integer.parseInt(secret.version());
  }

  /** A store in which each full read finds another version, while looks for changes fail. */
  private static final class Turning implements SecretProvider {
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      String version = Integer.toString(reads.incrementAndGet());
      return SecretBundle.builder()
          .field("KEY", version)
          .field("SECRET", version)
          .version(version)
          .build();
    }

    @Override
    public Outcome fetchIfChanged(SecretLocation bundle, String known) {
      throw new SecretUnavailableException(bundle, "it answers full reads only");
    }
  }
}
