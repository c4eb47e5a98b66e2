package io.keyturn.bench.turn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.concurrent.atomic.AtomicLong;

/** Has another version each time, and knows when it gave the last one. */
final class TimedStore implements SecretProvider {
  private final AtomicLong version = new AtomicLong();

  volatile long given;

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    String next = Long.toString(version.incrementAndGet());
    SecretBundle fetched =
        SecretBundle.builder().field("value", "value-" + next).version(next).build();
    given = System.nanoTime();
    return fetched;
  }
}
