package io.keyturn.bench.undisturbed;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.concurrent.atomic.AtomicLong;

/** A store that takes 5 ms a call, as one in the same region does, and has another version each. */
final class SlowStore implements SecretProvider {
  private final AtomicLong version = new AtomicLong();

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    String next = Long.toString(version.incrementAndGet());
    call();
    return SecretBundle.builder().field("value", "value-" + next).version(next).build();
  }

  /** Takes the time that a call takes. */
  static void call() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
