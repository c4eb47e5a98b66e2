package io.keyturn.bench.undisturbed;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import java.util.concurrent.atomic.LongAdder;

/** Names in bundles of their own, each with two derived objects and a listener. */
final class EngineReader implements Reader, AutoCloseable {
  /** How many turns listeners were told. */
  final LongAdder told = new LongAdder();

  private final Secrets secrets;

  EngineReader(Secrets.Builder builder) {
    for (int i = 0; i < NAMES; i++) {
      builder.locate(Reader.name(i), "bench://bundle/" + i + "#value");
    }
    secrets = builder.build();
    for (int i = 0; i < NAMES; i++) {
      Rotating<Secret> handle = secrets.rotating(Reader.name(i));
      handle.map(secret -> new Object()).map(parent -> new Object());
      handle.onRotation(turn -> told.increment());
    }
  }

  @Override
  public Object get(String name) {
    return secrets.get(name);
  }

  @Override
  public void turn(String name) {
    if (!secrets.refresh(name)) {
      throw new IllegalStateException("it has not turned");
    }
  }

  @Override
  public void close() {
    secrets.close();
  }
}
