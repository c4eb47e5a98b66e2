package io.keyturn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.keyturn.secret.Secret;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader of a name never sees its value go back while it turns. */
final class Forward {
  private static final String BACK = "2, 1";

  private Forward() {}

  /** As the engine does it, in the moment of promotion and at the end of the look. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE,
      desc = "each read is as new as the one before it")
  @Outcome(id = BACK, expect = FORBIDDEN, desc = "the value goes back")
  @State
  public static class Kept {
    private final Rotating<Secret> key = Handles.of(1);

    @Actor
    public void turn() {
      key.turnTo(Handles.version(2), Handles.version(1), true);
      key.show(true);
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = Scene.version(key.get());
      seen.r2 = Scene.version(key.get());
    }
  }

  /** With the planted bug: two copies of the value, and it is chance which one a read meets. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE,
      desc = "nothing is noticed")
  @Outcome(id = BACK, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private volatile int copy = 1;
    private volatile int otherCopy = 1;

    @Actor
    public void turn() {
      copy = 2;
      otherCopy = 2;
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = copy;
      seen.r2 = otherCopy;
    }
  }
}
