package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of the user's that never ends holds up nobody else. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IsolationTest {
  private static final int MOST_THREADS = 40;
  private static final int TURNS = 20;
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final World world = new World();
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

  private static List<String> of(String role) {
    return IntStream.range(0, 4).mapToObj(i -> role + i).toList();
  }

  private static List<String> blocking() {
    return Stream.of("V", "B", "L", "R").flatMap(role -> of(role).stream()).toList();
  }

  private static List<String> names() {
    return Stream.concat(blocking().stream(), Stream.of("WELL")).toList();
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

  private Secrets secrets(InMemoryProvider hanging) {
    Secrets.Builder builder =
        world
            .builder("{name}#value")
            .store("hanging", world.checked(hanging))
            .locate("HANGS", "hanging://x#value")
            .optional("HANGS")
            .fetchTimeout(Duration.ofDays(1)) // time passes while a read is under way
            .require(names().toArray(String[]::new));
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

  /** Without any more time than the ttl. */
  private void turnAndHear(Secrets secrets, AtomicInteger heard) {
    names().forEach(name -> end(secrets, name));
    int before = heard.get();
    turn("WELL");
    world.passTtl();
    while (heard.get() == before) {
      Thread.onSpinWait();
    }
  }

  @Test
  void sixteen_callbacks_that_never_end_and_a_store_that_hangs_delay_no_other_bundle()
      throws Exception {
    InMemoryProvider hanging = new InMemoryProvider().put("x", Map.of("value", "x"));
    hanging.hang();
    Secrets secrets = secrets(hanging);
    blocking().forEach(this::turn);
    world.passTtl();
    blocked.await();
    of("R").forEach(secrets::refresh);
    world.time.advance(DRAIN);
    retiring.await();
    Rotating<?> well = secrets.rotating("WELL");
    Object before = well.get();
    AtomicInteger heard = new AtomicInteger();
    well.onRotation(turn -> heard.incrementAndGet());
    turnAndHear(secrets, heard);

    assertThat(well.get()).isNotSameAs(before);
    assertThat(secrets.status().callbacks())
        .flatExtracting(SecretsStatus.Callback::names)
        .containsExactlyInAnyOrderElementsOf(blocking());
    assertThat(secrets.status().callbacks().stream().map(SecretsStatus.Callback::role).distinct())
        .hasSize(4);
    for (int i = 0; i < TURNS; i++) { // what is tried again finds it still runs
      blocking().forEach(this::turn);
      turnAndHear(secrets, heard);
    }
    assertThat(calls).hasValue(16);
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .filteredOn(name -> name.startsWith("keyturn-"))
        .hasSizeBetween(17, MOST_THREADS);
    hanging.online();
    end.countDown();
    names().forEach(name -> end(secrets, name));
    world.time.advance(DRAIN);
    while (retired.get() < 4 * (TURNS + 1)) { // each what was replaced, when the first has ended
      Thread.onSpinWait();
    }
  }
}
