package io.keyturn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.keyturn.secret.Secret;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What get gives is never older than what was accepted before. */
final class Onward {
  private static final String OLDER = "3, 2";

  private Onward() {}

  /** As the engine does it in the moment of promotion. */
  @JCStressTest
  @Outcome(
      id = {"2, 2", "2, 3", "3, 3"},
      expect = ACCEPTABLE,
      desc = "the value is as new as the list before it")
  @Outcome(id = OLDER, expect = FORBIDDEN, desc = "the value is older than the list before it")
  @State
  public static class Kept {
    private final Rotating<Secret> key = Handles.of(1);

    /** Has a list that is to be replaced: of the versions 2 and 1. */
    public Kept() {
      key.turnTo(Handles.version(2), Handles.version(1), true);
    }

    @Actor
    public void turn() {
      key.turnTo(Handles.version(3), Handles.version(2), true);
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = Scene.version(key.accepted().get(0));
      seen.r2 = Scene.version(key.get());
    }
  }

  /** With the planted bug: the list has the value before readers get it. */
  @JCStressTest
  @Outcome(
      id = {"2, 2", "2, 3", "3, 3"},
      expect = ACCEPTABLE,
      desc = "nothing is noticed")
  @Outcome(id = OLDER, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private volatile int value = 2;
    private volatile List<Integer> accepted = List.of(2, 1);

    @Actor
    public void turn() {
      accepted = List.of(3, 2);
      value = 3;
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = accepted.get(0);
      seen.r2 = value;
    }
  }
}
