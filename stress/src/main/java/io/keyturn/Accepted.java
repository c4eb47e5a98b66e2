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

/** What is accepted never begins with a value that is older than one read before. */
final class Accepted {
  private static final String OLDER = "3, 2";

  private Accepted() {}

  /** As the engine does it in the moment of promotion. */
  @JCStressTest
  @Outcome(
      id = {"2, 2", "2, 3", "3, 3"},
      expect = ACCEPTABLE,
      desc = "the list is as new as the value before it")
  @Outcome(id = OLDER, expect = FORBIDDEN, desc = "the list is older than the value before it")
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
      seen.r1 = Scene.version(key.get());
      seen.r2 = Scene.version(key.accepted().get(0));
    }
  }

  /** With the planted bug: readers get the value before the list has it. */
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
      value = 3;
      accepted = List.of(3, 2);
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = value;
      seen.r2 = accepted.get(0);
    }
  }
}
