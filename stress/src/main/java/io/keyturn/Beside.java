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
import org.openjdk.jcstress.infra.results.I_Result;

/** What is accepted never lacks the value before, which stays while only a neighbour turns. */
final class Beside {
  private static final String MISSING = "0";

  private Beside() {}

  /** As the engine does it in the moment of promotion. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the one before is accepted all the time")
  @Outcome(id = MISSING, expect = FORBIDDEN, desc = "the one before is missing for a moment")
  @State
  public static class Kept {
    private final Rotating<Secret> key = Handles.of(1);
    private final Secret before = Handles.version(1);

    /** Has a list: of the version 2 and the one before. */
    public Kept() {
      key.turnTo(Handles.version(2), before, true);
    }

    @Actor
    public void turn() {
      key.turnTo(Handles.version(3), before, true);
    }

    @Actor
    public void read(I_Result seen) {
      seen.r1 = key.accepted().contains(before) ? 1 : 0;
    }
  }

  /** With the planted bug: a list that does not fit the value is none. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "nothing is noticed")
  @Outcome(id = MISSING, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private volatile int value = 2;
    private volatile List<Integer> accepted = List.of(2, 1);

    @Actor
    public void turn() {
      value = 3;
      accepted = List.of(3, 1);
    }

    @Actor
    public void read(I_Result seen) {
      int current = value;
      List<Integer> both = accepted;
      seen.r1 = both.get(0) == current && both.contains(1) ? 1 : 0;
    }
  }
}
