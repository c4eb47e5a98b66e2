package io.keyturn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.keyturn.secret.Secret;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A reader has the value or is told of the end, never null: of a known name and of a new one. */
final class Closed {
  private static final String NULL = "null, .*|.*, null";

  private Closed() {}

  private static @Nullable Object read(Supplier<? extends @Nullable Object> reader) {
    try {
      return reader.get() == null ? null : "value";
    } catch (IllegalStateException e) {
      return "closed";
    }
  }

  /** As the engine does it. */
  @JCStressTest
  @Outcome(
      id = {"value, value", "value, closed", "closed, closed"},
      expect = ACCEPTABLE,
      desc = "a value, until it is closed")
  @Outcome(id = NULL, expect = FORBIDDEN, desc = "null is read")
  @State
  public static class Kept {
    private final Scene scene = new Scene();
    private final Rotating<Secret> key = scene.key();

    @Actor
    public void close() {
      scene.secrets.close();
    }

    @Actor
    public void read(LL_Result seen) {
      seen.r1 = Closed.read(key);
      seen.r2 = Closed.read(() -> scene.secrets.get("SECRET"));
    }
  }

  /** With the planted bug: the value is gone before it is noted why. */
  @JCStressTest
  @Outcome(
      id = {"value, value", "value, closed", "closed, closed"},
      expect = ACCEPTABLE,
      desc = "nothing is noticed")
  @Outcome(id = NULL, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private volatile @Nullable String value = "a";
    private volatile boolean closed;

    @Actor
    public void close() {
      value = null;
      closed = true;
    }

    @Actor
    public void read(LL_Result seen) {
      seen.r1 = Closed.read(this::get);
      seen.r2 = Closed.read(this::get);
    }

    private @Nullable String get() {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      return value;
    }
  }
}
