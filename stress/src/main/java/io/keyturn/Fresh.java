package io.keyturn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A fresh version is never hidden since the one before it was judged too old: who has refreshed
 * sees it, then and when the look that failed has ended.
 */
final class Fresh {
  private static final String SEEN = "2, 2";
  private static final String HIDDEN = "0, .|., 0";

  private Fresh() {}

  /** As the engine does it. */
  @JCStressTest
  @Outcome(id = SEEN, expect = ACCEPTABLE, desc = "the fresh version is seen")
  @Outcome(id = HIDDEN, expect = FORBIDDEN, desc = "the fresh version is hidden")
  @State
  public static class Kept {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final Duration PAST_MAX_STALE = Duration.ofHours(25);

    private final Scene scene = new Scene();
    private final Rotating<Secret> key = scene.key();

    /** What there is will be too old as soon as the next look fails, in a moment. */
    public Kept() {
      scene.time.advance(TTL.minus(A_MOMENT));
      scene.time.setClock(PAST_MAX_STALE);
    }

    @Actor
    public void turn(II_Result seen) {
      scene.turn();
      seen.r1 = read();
    }

    @Actor
    public void judge() {
      scene.time.advance(A_MOMENT);
    }

    @Arbiter
    public void after(II_Result seen) {
      seen.r2 = read();
    }

    private int read() {
      try {
        return Scene.version(key.get());
      } catch (SecretException tooOld) {
        return 0;
      }
    }
  }

  /** With the planted bug: it is decided from the time of one version and done to another. */
  @JCStressTest
  @Outcome(id = SEEN, expect = ACCEPTABLE, desc = "nothing is noticed")
  @Outcome(id = HIDDEN, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private volatile boolean confirmed;
    private volatile int shown = 1;

    @Actor
    public void turn(II_Result seen) {
      confirmed = true;
      shown = 2;
      seen.r1 = shown;
    }

    @Actor
    public void judge() {
      if (!confirmed) {
        shown = 0;
      }
    }

    @Arbiter
    public void after(II_Result seen) {
      seen.r2 = shown;
    }
  }
}
