package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.SecretsEvent.Looked;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who count and measure hear of all that happens. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecretsListenerTest {
  private static final SecretLocation APP = SecretLocation.parse("memory://app");

  private final World world = new World();
  private final List<SecretsEvent> events = new ArrayList<>();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    go.countDown();
    world.close();
  }

  private Secrets.Builder builder() {
    return world.builder().listener(events::add).executor(Runnable::run);
  }

  private static Looked looked(Looked.Result result) {
    return new Looked(APP, result, Duration.ZERO);
  }

  @Test
  void looks_and_turns_are_told_from_the_start_on() {
    world.open(builder().require("KEY"));
    world.passTtl();
    world.put("KEY");
    world.passTtl();

    Rotation turn =
        new Rotation(List.of("KEY"), APP, "1", "2", world.time.instant(), Rotation.Why.POLL);
    assertThat(events)
        .containsExactly(
            looked(Looked.Result.TAKEN),
            looked(Looked.Result.UNCHANGED),
            new SecretsEvent.Turned(turn),
            looked(Looked.Result.TAKEN));
  }

  @Test
  void an_outage_and_its_end_are_told() {
    world.open(builder().require("KEY"));
    world.store.goOffline();
    world.passTtl();
    world.store.online();
    world.passTtl();

    assertThat(events)
        .contains(
            new SecretsEvent.StoreAway("memory", "the store is offline"),
            new SecretsEvent.StoreBack("memory", Duration.ofSeconds(1)));
  }

  @Test
  void what_is_too_old_is_told() {
    world.open(builder().require("KEY"));
    world.store.goOffline();
    world.time.advance(Duration.ofHours(25));

    assertThat(events).hasAtLeastOneElementOfType(SecretsEvent.TooOld.class);
  }

  @Test
  void failing_looks_are_told_once_and_when_they_succeed_again() {
    world.open(builder().require("KEY"));
    world.store.denyAccess("app");
    world.passTtl();
    world.passTtl();
    world.store.online();
    world.passTtl();

    assertThat(events)
        .filteredOn(event -> !(event instanceof Looked))
        .containsExactly(
            new SecretsEvent.Failing(
                APP, SecretException.Kind.ACCESS_DENIED, "the store refuses it"),
            new SecretsEvent.Recovered(APP));
  }

  @Test
  void a_refusal_and_a_build_that_fails_are_told() {
    boolean[] broken = {false};
    Secrets secrets =
        world.open(
            builder()
                .verify(
                    "KEY",
                    key -> {
                      if (key.version().equals("2")) {
                        throw new IllegalStateException();
                      }
                    }));
    secrets
        .rotating("KEY")
        .map(
            key -> {
              if (broken[0]) {
                throw new IllegalStateException();
              }
              return key;
            });
    world.put("KEY");
    world.passTtl();
    broken[0] = true;
    world.put("KEY");
    world.passTtl();

    assertThat(events)
        .contains(
            new SecretsEvent.Refused(
                APP, "2", "the verifier of KEY threw java.lang.IllegalStateException"),
            new SecretsEvent.BuildFailed(
                List.of("KEY"), "the build threw java.lang.IllegalStateException"));
  }

  @Test
  void one_who_throws_hears_of_the_next_event_all_the_same() {
    int[] calls = {0};
    world.open(
        world
            .builder()
            .require("KEY")
            .listener(
                event -> {
                  calls[0]++;
                  throw new IllegalStateException("of " + event);
                })
            .executor(Runnable::run));
    world.passTtl();

    assertThat(calls[0]).isEqualTo(2);
  }

  // ---- those who are slow

  /** Stays at its first event until it may go. */
  private void hearSlowly(SecretsEvent event) {
    entered.countDown();
    Stubborn.await(go);
    heard.add(event instanceof SecretsEvent.Turned turn ? turn.rotation().newVersion() : "a look");
  }

  private Secrets heardSlowly() throws InterruptedException {
    Secrets secrets = world.open(world.builder().require("KEY").listener(this::hearSlowly));
    entered.await();
    return secrets;
  }

  private void turn(Secrets secrets, int times) {
    String text = LeakGuard.canary().text();
    for (int i = 0; i < times; i++) {
      world.store.put("app", Map.of("KEY", text + i));
      secrets.refresh("KEY");
    }
  }

  @Test
  void one_who_never_returns_stops_no_turn() throws InterruptedException {
    Secrets secrets = heardSlowly();

    turn(secrets, 3);

    assertThat(secrets.get("KEY").version()).isEqualTo("4");
    assertThat(secrets.status().callbacks())
        .extracting(SecretsStatus.Callback::role)
        .containsExactly(SecretsStatus.Callback.Role.LISTENER);
  }

  @Test
  void for_one_who_is_slow_a_thousand_events_wait_and_the_oldest_are_dropped()
      throws InterruptedException {
    turn(heardSlowly(), 600); // two events each: that of the turn, and that of its look
    go.countDown();

    assertThat(heard.take()).as("what it is at").isEqualTo("a look");
    for (int version = 102; version <= 601; version++) {
      assertThat(heard.take()).isEqualTo(Integer.toString(version));
      assertThat(heard.take()).isEqualTo("a look");
    }
  }
}
