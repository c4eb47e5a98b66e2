package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of the user's that never ends holds up nobody else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IsolationTest {
  /** Sixteen callbacks and the four calls that may be under way at the store that hangs. */
  private static final int HANGING_THREADS = 20;

  private static final int MOST_THREADS = 40;
  private static final int TURNS = 20;
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final World world = new World();
  private final InMemoryProvider hanging = new InMemoryProvider();
  private final Set<Thread> ofOthers = Set.copyOf(threads());
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(12);
  private final CountDownLatch retiring = new CountDownLatch(4);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger retired = new AtomicInteger();

  @BeforeEach
  void put() {
    names().forEach(this::turn);
  }

  @AfterEach
  void close() {
    end.countDown();
    world.ledgers.leaveSomeOnTheirWay(); // what hung until now is turned to only now, or not yet
    world.close();
  }

  private static List<String> of(String role, int count) {
    return IntStream.range(0, count).mapToObj(i -> role + i).toList();
  }

  private static List<String> of(String role) {
    return of(role, 4);
  }

  private static List<String> blocking() {
    return Stream.of("V", "B", "L", "R").flatMap(role -> of(role).stream()).toList();
  }

  private static List<String> hanging() {
    return of("HANGS", 10);
  }

  private static List<String> well() {
    return of("WELL", 10);
  }

  private static List<String> names() {
    return Stream.of(blocking(), well()).flatMap(List::stream).toList();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("keyturn-"))
        .toList();
  }

  private void turn(String name) {
    world.store.put(name, Map.of("value", LeakGuard.canary().text()));
  }

  /** Blocks for ever, whoever interrupts it. */
  private void block(String name) {
    calls.incrementAndGet();
    (name.startsWith("R") ? retiring : blocked).countDown();
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) { // it does not care
      }
    }
  }

  private void retire(String name) {
    block(name);
    retired.incrementAndGet();
  }

  private Secrets secrets() {
    Secrets.Builder builder =
        world
            .builder("{name}#value")
            .store("hanging", world.checked(hanging))
            .fetchTimeout(Duration.ofDays(1)) // time passes while a read is under way
            .optional(hanging().toArray(String[]::new))
            .require(names().toArray(String[]::new));
    hanging().forEach(name -> builder.locate(name, "hanging://" + name));
    of("V").forEach(name -> builder.verify(name, key -> block(name)));
    Secrets secrets = world.open(builder);
    for (String name : of("B")) {
      secrets
          .rotating(name)
          .map(
              key -> {
                if (!key.version().equals("1")) {
                  block(name);
                }
                return key;
              },
              old -> {});
    }
    of("L").forEach(name -> secrets.rotating(name).onRotation(turn -> block(name)));
    of("R").forEach(name -> secrets.rotating(name).map(key -> key, old -> retire(name)));
    well().forEach(name -> secrets.rotating(name).onRotation(turn -> heard.add(name)));
    return secrets;
  }

  /** The look in the air, if there is one. */
  private static void end(Secrets secrets, String name) {
    try {
      secrets.refresh(name);
    } catch (SecretException e) {
      assertThat(e).hasMessageContaining("was refused");
    }
  }

  /** All that are well turn, and are heard, within the ttl and a second. */
  private void turnAndHear(Secrets secrets) {
    names().forEach(name -> end(secrets, name));
    heard.clear();
    List<Secret> before = well().stream().map(secrets::get).toList();
    well().forEach(this::turn);
    world.passTtl();
    world.time.advance(A_SECOND);
    while (heard.size() < well().size()) {
      Thread.onSpinWait();
    }
    assertThat(well().stream().map(secrets::get)).doesNotContainAnyElementsOf(before);
  }

  private void assertThreadsAreFew() {
    assertThat(threads())
        .filteredOn(thread -> !ofOthers.contains(thread))
        .hasSizeBetween(HANGING_THREADS, MOST_THREADS);
  }

  private void assertOthersWaitForThoseThatHang() {
    assertThat(hanging().stream().mapToInt(hanging::fetches).sum()).isEqualTo(4);
  }

  private void hangAll(Secrets secrets) throws InterruptedException {
    hanging.awaitHanging(4);
    blocking().forEach(this::turn);
    world.passTtl();
    blocked.await();
    of("R").forEach(secrets::refresh);
    world.time.advance(DRAIN);
    retiring.await();
  }

  private void assertStatusTellsThem(Secrets secrets) {
    List<SecretsStatus.Callback> callbacks = secrets.status().callbacks();
    assertThat(callbacks)
        .flatExtracting(SecretsStatus.Callback::names)
        .containsExactlyInAnyOrderElementsOf(blocking());
    assertThat(callbacks.stream().map(SecretsStatus.Callback::role).distinct()).hasSize(4);
  }

  @Test
  void sixteen_callbacks_that_never_end_and_a_store_that_hangs_delay_no_other_bundle()
      throws Exception {
    hanging.hang(Duration.ofMinutes(2)); // longer than this test may take
    Secrets secrets = secrets();
    hangAll(secrets);
    turnAndHear(secrets);

    assertStatusTellsThem(secrets);
    for (int i = 0; i < TURNS; i++) { // what is tried again finds it still runs
      blocking().forEach(this::turn);
      turnAndHear(secrets);
      assertThreadsAreFew();
    }
    assertThat(calls).hasValue(16);
    assertOthersWaitForThoseThatHang();
    hanging.online();
    end.countDown();
    names().forEach(name -> end(secrets, name));
    world.time.advance(DRAIN);
    while (retired.get() < 4 * (TURNS + 1)) { // each what was replaced, when the first has ended
      Thread.onSpinWait();
    }
  }
}
