package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stores that are away, or do not answer at all. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutageTest {
  private final World world = new World();
  private final InMemoryProvider other = new InMemoryProvider();
  private final Hanging hanging = new Hanging();

  @AfterEach
  void close() {
    hanging.release.countDown();
    world.close();
  }

  record Loose(@SecretName("KEY") Secret key, @SecretName("EXTRA") Optional<Secret> extra) {}

  // ---- what is optional

  private Secrets.Builder looseBuilder() {
    return world
        .builder()
        .executor(Runnable::run)
        .store("other", world.checked(other))
        .locate("EXTRA", "other://x")
        .optional("EXTRA");
  }

  @Test
  void a_record_starts_without_its_optional_secret_whose_store_is_away() {
    world.put("KEY");
    other.goOffline();
    Secrets secrets = world.open(looseBuilder().require(Loose.class));
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    List<Rotation> turns = new ArrayList<>();
    loose.onRotation(turns::add);
    assertThat(loose.get().extra()).isEmpty();
    String extra = LeakGuard.canary().text();
    other.put("x", extra);
    other.online();

    world.passTtl();
    assertThat(loose.get().extra().map(Secret::exposeString)).contains(extra);
    assertThat(turns).extracting(Rotation::why).containsExactly(Rotation.Why.FOUND);
  }

  @Test
  void a_record_with_a_verifier_starts_without_its_optional_secret_too() {
    world.put("KEY");
    other.goOffline();
    Secrets secrets = world.open(looseBuilder().verify(Loose.class, loose -> {}));

    assertThat(secrets.rotating(Loose.class).get().extra()).isEmpty();
  }

  // ---- lines about an outage

  @Test
  void a_name_that_was_read_once_in_an_outage_does_not_silence_the_next_one() {
    world.store.put("KEY", LeakGuard.canary().text());
    Secrets secrets = world.open(world.builder("{name}").executor(Runnable::run).require("KEY"));
    try (Lines lines = new Lines()) {
      world.store.goOffline();
      assertThatThrownBy(() -> secrets.find("ONCE")).isInstanceOf(SecretUnavailableException.class);
      world.passTtl();
      world.store.online();
      world.passTtl();
      world.store.goOffline();
      world.passTtl();
      world.store.online();
      world.passTtl();

      assertThat(lines.startingWith("Store 'memory' is"))
          .extracting(line -> line.contains("is back") ? "back" : "away")
          .containsExactly("away", "back", "away", "back");
    }
  }

  private Secrets twoNamesOfAStore() {
    other.put("x", LeakGuard.canary().text());
    other.put("y", LeakGuard.canary().text());
    return world.open(
        world
            .builder()
            .executor(Runnable::run)
            .store("other", world.checked(other))
            .locate("MOVES", "memory://x", "other://x")
            .locate("STAYS", "other://y"));
  }

  private static List<String> linesOfOther(Lines lines) {
    return lines.startingWith("Store 'other' is").stream()
        .map(line -> line.contains("is back") ? "back" : "away")
        .toList();
  }

  @Test
  void a_name_that_moves_away_in_an_outage_does_not_silence_its_end_nor_the_next_one() {
    Secrets secrets = twoNamesOfAStore();
    try (Lines lines = new Lines()) {
      other.goOffline();
      world.passTtl();
      world.store.put("x", LeakGuard.canary().text());
      assertThat(secrets.refresh("MOVES")).isTrue();
      other.online();
      world.passTtl();
      other.goOffline();
      world.passTtl();

      assertThat(linesOfOther(lines)).containsExactly("away", "back", "away");
    }
  }

  @Test
  void a_store_is_not_back_because_the_name_that_missed_it_moved_away() {
    Secrets secrets = twoNamesOfAStore();
    try (Lines lines = new Lines()) {
      other.goOffline();
      assertThatThrownBy(() -> secrets.refresh("MOVES"))
          .isInstanceOf(SecretUnavailableException.class);
      other.online();
      world.store.put("x", LeakGuard.canary().text());
      assertThat(secrets.refresh("MOVES")).isTrue();
      assertThat(linesOfOther(lines)).containsExactly("away");
      secrets.refresh("STAYS");

      assertThat(linesOfOther(lines)).containsExactly("away", "back");
    }
  }

  @Test
  void an_outage_of_a_store_that_nobody_reads_any_more_is_over() {
    other.put("x", LeakGuard.canary().text());
    other.put("LATE", LeakGuard.canary().text());
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("memory", world.checked(world.store))
                .store("other", world.checked(other))
                .time(world.time)
                .jitter(0)
                .executor(Runnable::run)
                .active("other")
                .template("other", "{name}")
                .locate("MOVES", "memory://x", "other://x"));
    try (Lines lines = new Lines()) {
      other.goOffline();
      world.passTtl();
      world.store.put("x", LeakGuard.canary().text());
      secrets.refresh("MOVES");
      other.online();
      world.time.advance(Duration.ofDays(2));
      secrets.get("LATE");

      assertThat(linesOfOther(lines)).containsExactly("away");
    }
  }

  // ---- a store that does not answer

  /** Does not end when it is interrupted; the path E always answers. */
  private static final class Hanging implements SecretProvider {
    final CountDownLatch four = new CountDownLatch(4);
    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean hangs;

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      if (hangs && !bundle.path().equals("E")) {
        four.countDown();
        Stubborn.await(release);
      }
      return SecretBundle.of("x");
    }
  }

  private Secrets.Builder hangingBuilder() {
    return Secrets.builder()
        .store("hanging", world.checked(hanging))
        .active("hanging")
        .template("hanging", "{name}")
        .time(world.time)
        .jitter(0);
  }

  private Secrets hangingSecrets() {
    return world.open(hangingBuilder().require("A", "B", "C", "D", "E", "F"));
  }

  @Test
  void when_four_looks_of_a_store_never_end_the_next_one_fails_at_once() throws Exception {
    Secrets secrets = hangingSecrets();
    hanging.hangs = true;
    List<Future<Throwable>> four = new ArrayList<>();
    for (String name : List.of("A", "B", "C", "D")) {
      four.add(Threads.thrownBy(() -> secrets.refresh(name)));
    }
    hanging.four.await();
    world.time.advance(Duration.ofSeconds(30));
    for (Future<Throwable> refresh : four) {
      assertThat(refresh.get()).isInstanceOf(SecretUnavailableException.class);
    }

    assertThatThrownBy(() -> secrets.refresh("E"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("'E'");
    hanging.release.countDown();
    awaitSuccess(secrets);
  }

  @Test
  void a_refresh_behind_a_look_that_waited_for_four_that_never_end_fails_with_it()
      throws Exception {
    Secrets secrets = world.open(hangingBuilder().readTimeout(Duration.ofHours(1)));
    hanging.hangs = true;
    List<CompletableFuture<Secret>> four = new ArrayList<>();
    for (String name : List.of("A", "B", "C", "D")) {
      four.add(secrets.getAsync(name));
      world.time.advance(Duration.ofSeconds(1)); // so that they are given up one by one
    }
    hanging.four.await();
    CompletableFuture<Secret> look = secrets.getAsync("G");
    FutureTask<Throwable> refresh =
        new FutureTask<>(() -> catchThrowable(() -> secrets.refresh("G")));
    Thread reader = new Thread(refresh);
    reader.start();
    while (reader.getState() != Thread.State.WAITING) { // for the look that follows the other one
      Thread.onSpinWait();
    }
    world.time.advance(Duration.ofSeconds(25)); // the first one began 29 s ago
    for (CompletableFuture<Secret> hangs : four) {
      world.time.advance(Duration.ofSeconds(1));
      assertThat(hangs).failsWithin(Duration.ofSeconds(10));
    }

    assertThat(refresh.get()).isInstanceOf(SecretUnavailableException.class);
    assertThat(look).failsWithin(Duration.ofSeconds(10));
  }

  /** A call that was given up ends on a thread of its own, a moment after it may. */
  private static void awaitSuccess(Secrets secrets) {
    Throwable failure = new Throwable();
    while (failure != null && !Thread.currentThread().isInterrupted()) {
      failure = catchThrowable(() -> secrets.refresh("E"));
    }
    assertThat(failure).isNull();
  }

  @Test
  void a_look_that_waits_for_four_that_never_end_fails_with_them() throws Exception {
    Secrets secrets = world.open(hangingBuilder().require("A", "B", "C", "D", "F"));
    hanging.hangs = true;
    Future<Throwable> refresh = Threads.thrownBy(secrets::refresh);
    hanging.four.await();
    world.time.advance(Duration.ofSeconds(30));

    assertThat(refresh.get())
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("5 secrets")
        .hasMessageContaining("hanging://A")
        .hasMessageContaining("hanging://F");
  }

  // ---- starting

  @Test
  void a_start_does_not_wait_for_a_store_that_is_away_when_a_secret_is_missing() throws Exception {
    other.goOffline();
    world.store.goOffline();
    Future<Throwable> start =
        Threads.thrownBy(
            () ->
                world.open(
                    world
                        .builder()
                        .store("other", world.checked(other))
                        .locate("AWAY", "other://x")
                        .require("MISSING")));
    while (!start.isDone() && !Thread.currentThread().isInterrupted()) {
      Threads.advanceToAlarmWithin(world.time, Duration.ofSeconds(4)); // the third pause
      if (world.store.fetches("app") >= 2) {
        world.store.online();
      }
    }

    assertThat(start.get())
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("'MISSING'")
        .hasMessageContaining("'AWAY'");
  }
}
