package io.keyturn.bench.turn;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import io.keyturn.bench.Subject;
import io.keyturn.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The time from when a store has given another version until the last of 100 listeners has run, one
 * turn at a time, and what the same 100 calls take on a plain executor; in milliseconds: {@code
 * listeners.<keyturn|executor>.<p50|p99>}, medians of three runs.
 */
public final class Listeners implements Subject {
  private static final int LISTENERS = 100;

  @Override
  public void measure(boolean quick, Figures to) throws Exception {
    int turns = quick ? 20 : 1_000;
    List<Latencies> ours = new ArrayList<>();
    List<Latencies> plain = new ArrayList<>();
    engine(turns); // warm
    executor(turns);
    for (int run = 0; run < 3; run++) {
      ours.add(engine(turns));
      plain.add(executor(turns));
    }
    put("keyturn", ours, to);
    put("executor", plain, to);
  }

  private static void put(String who, List<Latencies> runs, Figures to) {
    to.put(
        "listeners." + who + ".p50",
        Median.of(runs.stream().map(run -> run.percentile(50)).toList()));
    to.put(
        "listeners." + who + ".p99",
        Median.of(runs.stream().map(run -> run.percentile(99)).toList()));
  }

  private static Latencies engine(int turns) throws InterruptedException {
    TimedStore store = new TimedStore();
    Latencies latencies = new Latencies();
    try (Secrets secrets =
        Secrets.builder()
            .store("bench", store)
            .locate("NAME", "bench://bundle#value")
            .ttl(Duration.ofHours(1))
            .build()) {
      Rotating<Secret> handle = secrets.rotating("NAME");
      LastOne last = new LastOne(LISTENERS);
      for (int i = 0; i < LISTENERS; i++) {
        handle.onRotation(turn -> last.ran());
      }
      for (int i = 0; i < turns; i++) {
        last.begin();
        secrets.refresh("NAME");
        latencies.add(last.await() - store.given);
      }
    }
    return latencies;
  }

  private static Latencies executor(int turns) throws InterruptedException {
    Latencies latencies = new Latencies();
    ExecutorService threads = Executors.newCachedThreadPool();
    LastOne last = new LastOne(LISTENERS);
    for (int i = 0; i < turns; i++) {
      last.begin();
      long begin = System.nanoTime();
      for (int call = 0; call < LISTENERS; call++) {
        threads.execute(last::ran);
      }
      latencies.add(last.await() - begin);
    }
    threads.shutdown();
    return latencies;
  }
}
