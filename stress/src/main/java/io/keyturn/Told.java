package io.keyturn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.keyturn.Rotation.Why;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.ManualTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A listener is told of each bundle's turn, also of one put in while the mailbox is found empty.
 */
final class Told {
  private static final String ALL = "2";
  private static final String LOST = "0|1";

  private Told() {}

  /** As the engine does it. */
  @JCStressTest
  @Outcome(id = ALL, expect = ACCEPTABLE, desc = "the listener is told of both turns")
  @Outcome(id = LOST, expect = FORBIDDEN, desc = "a turn is lost")
  @State
  public static class Kept {
    private static final Node<?> NODE = Objects.requireNonNull(new Scene().key().node());
    private static final Workers WORKERS = new Workers(new Timer(new ManualTime()), Runnable::run);
    private static final Rotation ONE = rotation("one");
    private static final Rotation OTHER = rotation("other");

    private int told; // by one thread after the other
    private final Mailbox mailbox = new Mailbox(NODE, rotation -> told++, WORKERS);

    @Actor
    public void turn() {
      mailbox.put(ONE);
      mailbox.wake();
    }

    @Actor
    public void turnOther() {
      mailbox.put(OTHER);
      mailbox.wake();
    }

    @Arbiter
    public void after(I_Result seen) {
      seen.r1 = told;
    }

    private static Rotation rotation(String path) {
      SecretLocation bundle = SecretLocation.parse("memory://" + path);
      return new Rotation(List.of("KEY"), bundle, "1", "2", Instant.EPOCH, Why.POLL);
    }
  }

  /** With the planted bug: that nobody empties it is noted after it was found empty, not as. */
  @JCStressTest
  @Outcome(id = ALL, expect = ACCEPTABLE, desc = "nothing is noticed")
  @Outcome(id = LOST, expect = ACCEPTABLE_INTERESTING, desc = "the planted bug")
  @State
  public static class Broken {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean();

    @Actor
    public void turn() {
      putAndWake();
    }

    @Actor
    public void turnOther() {
      putAndWake();
    }

    @Arbiter
    public void after(I_Result seen) {
      seen.r1 = told.get();
    }

    private void putAndWake() {
      waiting.incrementAndGet();
      if (running.compareAndSet(false, true)) {
        told.addAndGet(waiting.getAndSet(0));
        running.set(false);
      }
    }
  }
}
