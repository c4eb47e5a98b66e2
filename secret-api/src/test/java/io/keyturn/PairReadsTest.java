package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.World.Pair;
import io.keyturn.testkit.LeakGuard;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ten million reads of a pair by two readers, while it turns as soon as both have seen it. */
class PairReadsTest {
  private static final int READS_EACH = 5_000_000;
  private static final int VERSIONS = 1_000;

  private final List<Reader> readers = List.of(new Reader(), new Reader());

  /** By version, how many readers have not seen it. */
  private final List<CountDownLatch> unseen =
      Stream.generate(() -> new CountDownLatch(readers.size())).limit(VERSIONS + 1).toList();

  private Supplier<Halves> pair = () -> new Halves(0, 0);
  private volatile int key = 1;
  private volatile int secret = 1;

  /** The versions of the two halves of a pair. */
  private record Halves(int key, int secret) {}

  @Test
  void a_record_of_one_bundle_is_never_torn() throws Exception {
    try (World world = new World()) {
      String text = LeakGuard.canary().text();
      put(world, text);
      Secrets secrets = world.secrets();
      Rotating<Pair> handle = secrets.rotating(Pair.class);
      pair = () -> halves(handle.get());

      readWhileItTurns(
          version -> {
            put(world, text + version);
            secrets.refresh("KEY");
          });

      assertThat(readers).allSatisfy(reader -> assertThat(reader.torn).isZero());
    }
  }

  @Test
  void a_pair_that_turns_in_two_steps_is_seen_torn() throws Exception {
    pair = () -> new Halves(key, secret);

    readWhileItTurns(
        version -> {
          key = version;
          awaitSeen(version);
          secret = version;
        });

    assertThat(readers).allSatisfy(reader -> assertThat(reader.torn).isGreaterThan(900));
  }

  private static void put(World world, String text) {
    world.store.put("app", Map.of("KEY", text, "SECRET", text));
  }

  private static Halves halves(Pair pair) {
    return new Halves(
        Integer.parseInt(pair.key().version()), Integer.parseInt(pair.secret().version()));
  }

  /** From version 1 on. */
  private void readWhileItTurns(IntConsumer turn) throws ExecutionException, InterruptedException {
    List<Future<Reader>> reading = Stream.of(0, 1).map(i -> Threads.start(readers.get(i))).toList();
    try {
      for (int version = 2; version <= VERSIONS; version++) {
        turn.accept(version);
        awaitSeen(version);
      }
    } finally {
      readers.forEach(reader -> reader.turned = true);
    }
    for (Future<Reader> future : reading) {
      Reader reader = future.get();
      assertThat(reader.reads).isGreaterThanOrEqualTo(READS_EACH);
      assertThat(reader.versions.cardinality()).isBetween(900, VERSIONS);
      assertThat(reader.wentBack).isZero();
    }
  }

  private void awaitSeen(int version) {
    try {
      unseen.get(version).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads on until all is turned, and often enough. */
  private final class Reader implements Callable<Reader> {
    private final BitSet versions = new BitSet();
    private int reads;
    private int torn;
    private int wentBack;
    private int seen;
    private volatile boolean turned;

    @Override
    public Reader call() {
      try {
        while (!turned || reads < READS_EACH) {
          note(pair.get());
        }
        return this;
      } finally {
        unseen.forEach(CountDownLatch::countDown); // nobody waits for one that failed
      }
    }

    private void note(Halves halves) {
      reads++;
      torn += halves.key != halves.secret ? 1 : 0;
      if (halves.key != seen) {
        wentBack += halves.key < seen ? 1 : 0;
        seen = halves.key;
        versions.set(seen);
        unseen.get(seen).countDown();
      }
    }
  }
}
