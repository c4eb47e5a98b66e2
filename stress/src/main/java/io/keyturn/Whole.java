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

/** A record of one bundle is never torn: its halves are of one version. */
final class Whole {
  private static final String TORN = "1, 2|2, 1";

  private Whole() {}

  record Pair(@SecretName("KEY") Secret key, @SecretName("SECRET") Secret secret) {}

  /** As the engine does it. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "both halves are of one version")
  @Outcome(id = TORN, expect = FORBIDDEN, desc = "the pair is torn")
  @State
  public static class Kept {
    private final Scene scene = new Scene();
    private final Rotating<Pair> handle = scene.secrets.rotating(Pair.class);

    @Actor
    public void turn() {
      scene.turn();
    }

    @Actor
    public void read(II_Result seen) {
      Pair pair = handle.get();
      seen.r1 = Scene.version(pair.key());
      seen.r2 = Scene.version(pair.secret());
    }
  }

  /** With the planted bug: a volatile for each half. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "nothing is noticed")
  @Outcome(id = TORN, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private volatile int key = 1;
    private volatile int secret = 1;

    @Actor
    public void turn() {
      key = 2;
      secret = 2;
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = key;
      seen.r2 = secret;
    }
  }
}
