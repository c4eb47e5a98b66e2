package io.keyturn.bench.undisturbed;

import io.keyturn.Secrets;
import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import io.keyturn.bench.Subject;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Readers while bundles turn, while the store hangs, and, as a control, under a lock. */
public final class Undisturbed implements Subject {
  private int rounds;
  private int samples;

  @Override
  public void measure(boolean quick, Figures to) throws InterruptedException {
    rounds = quick ? 2 : 5;
    samples = quick ? 10_000 : 300_000;
    turning(to);
    blocked(Duration.ofSeconds(quick ? 1 : 10), to);
    // A tenth, or 300,000 in all: under the lock they take as many seconds as the others take
    // together.
    turn("control", new LockedReader(), samples / 10, to);
    to.put("undisturbed.samples", samples);
  }

  private void turning(Figures to) throws InterruptedException {
    Secrets.Builder builder =
        Secrets.builder().store("bench", new SlowStore()).ttl(Duration.ofHours(1));
    try (EngineReader reader = new EngineReader(builder)) {
      turn("turning", reader, samples, to);
      to.put("undisturbed.turning.told", reader.told.intValue());
    }
  }

  /** With the rate of the turns, since one that slept would prove nothing. */
  private void turn(String name, Reader reader, int count, Figures to) throws InterruptedException {
    List<Double> rates = new ArrayList<>();
    new Rounds(name, reader, count).measure(rounds, () -> new Turning(reader, rates::add), to);
    to.put("undisturbed." + name + ".turns-a-second", Median.of(rates));
  }

  private void blocked(Duration howLong, Figures to) throws InterruptedException {
    InMemoryProvider store = new InMemoryProvider();
    for (int i = 0; i < Reader.NAMES; i++) {
      store.put("bundle/" + i, Map.of("value", "value-" + i));
    }
    ManualTime time = new ManualTime();
    Secrets.Builder builder =
        Secrets.builder()
            .store("bench", store)
            .time(time)
            .fetchTimeout(Duration.ofDays(1)); // a given-up call would be an outage, not a hang
    try (EngineReader reader = new EngineReader(builder)) {
      new Rounds("blocked", reader, samples)
          .measure(rounds, () -> new Blocked(store, time, howLong), to);
    }
  }
}
