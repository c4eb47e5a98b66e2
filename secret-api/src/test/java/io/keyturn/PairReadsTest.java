package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.World.Pair;
import io.keyturn.testkit.LeakGuard;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Ten million reads of a pair by two readers, while it turns all the time: the next turn begins as
 * soon as both have seen the last one. Without that the three threads of this test, on two
 * processors, would see only the versions between which they were given one.
 */
class PairReadsTest {
  private static final int READS_EACH = 5_000_000;
  private static final int VERSIONS = 1_000;

  private final Semaphore seen = new Semaphore(0);
  private final List<Reader> readers = List.of(new Reader(), new Reader());
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

  /** Two volatile writes, one after the other, and nothing between them. */
  @Test
  void a_pair_that_turns_in_two_steps_is_seen_torn() throws Exception {
    pair = () -> new Halves(key, secret);

    readWhileItTurns(
        version -> {
          key = version;
          secret = version;
        });

    assertThat(readers).anySatisfy(reader -> assertThat(reader.torn).isPositive());
  }

  private static void put(World world, String text) {
    world.store.put("app", Map.of("KEY", text, "SECRET", text));
  }

  private static Halves halves(Pair pair) {
    return new Halves(
        Integer.parseInt(pair.key().version()), Integer.parseInt(pair.secret().version()));
  }

  /** Until both have read often enough, and at least so many versions. */
  private void readWhileItTurns(IntConsumer turn) throws ExecutionException, InterruptedException {
    List<Future<Reader>> reading = Stream.of(0, 1).map(i -> Threads.start(readers.get(i))).toList();
    int version = 1;
    try {
      seen.acquire(readers.size());
      while (version < VERSIONS || !readers.stream().allMatch(reader -> reader.enough)) {
        turn.accept(++version);
        seen.acquire(readers.size());
      }
    } finally {
      readers.forEach(reader -> reader.turned = true);
    }
    for (Future<Reader> future : reading) {
      Reader reader = future.get();
      assertThat(reader.reads).isGreaterThanOrEqualTo(READS_EACH);
      assertThat(reader.versions.cardinality()).isBetween(version * 9 / 10, version);
      assertThat(reader.wentBack).isZero();
    }
  }

  /** Reads until nothing turns any more. */
  private final class Reader implements Callable<Reader> {
    private final BitSet versions = new BitSet();
    private int reads;
    private int torn;
    private int wentBack;
    private int last;
    private volatile boolean enough;
    private volatile boolean turned;

    @Override
    public Reader call() {
      try {
        while (!turned) {
          note(pair.get());
        }
        return this;
      } finally {
        seen.release(Integer.MAX_VALUE / 4); // nobody waits for one that failed
      }
    }

    private void note(Halves halves) {
      if (++reads == READS_EACH) {
        enough = true;
      }
      torn += halves.key != halves.secret ? 1 : 0;
      if (halves.key != last) {
        wentBack += halves.key < last ? 1 : 0;
        last = halves.key;
        versions.set(last);
        seen.release();
      }
    }
  }
}
