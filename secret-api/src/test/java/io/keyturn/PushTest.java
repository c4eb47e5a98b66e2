package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that watches its bundles says when to look at one. */
class PushTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final World world = new World();

  @BeforeEach
  void put() {
    world.store.watches();
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Rotating<Secret> key() {
    Rotating<Secret> key = world.secrets().rotating("KEY");
    key.get();
    return key;
  }

  private int looks() {
    return world.store.fetches("app");
  }

  @Test
  void a_change_is_seen_at_once() {
    Rotating<Secret> key = key();
    List<Rotation> turns = new ArrayList<>();
    key.onRotation(turns::add);
    world.put("KEY");

    world.store.push("app");
    world.time.advance(Duration.ZERO);

    assertThat(key.get().version()).isEqualTo("2");
    assertThat(turns).extracting(Rotation::why).containsExactly(Rotation.Why.PUSH);
  }

  @Test
  void many_hints_are_one_look_a_second() {
    Rotating<Secret> key = key();
    int before = looks();

    for (int i = 0; i < 100; i++) {
      world.store.push("app");
      world.time.advance(A_MOMENT);
    }
    assertThat(looks()).isEqualTo(before + 1);
    world.put("KEY");
    world.time.advance(A_SECOND);

    assertThat(looks()).isEqualTo(before + 2);
    assertThat(key.get().version()).isEqualTo("2");
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_hint_during_a_look_is_followed_by_another_look() {
    Secrets secrets = world.open(world.builder());
    secrets.get("KEY");
    secrets.refresh("KEY"); // which ends when the next look has its alarm
    while (world.store.watched().isEmpty()) { // by another thread
      Thread.onSpinWait();
    }
    int before = looks();
    world.store.hang();
    world.passTtl();
    world.store.awaitHanging(1);
    world.put("KEY");
    world.store.push("app");
    world.store.online();

    while (looks() < before + 2) {
      Threads.advanceToAlarmWithin(world.time, A_SECOND);
      Thread.onSpinWait();
    }
    while (!secrets.get("KEY").version().equals("2")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void polls_go_on() {
    Rotating<Secret> key = key();
    world.put("KEY");

    world.passTtl();

    assertThat(key.get().version()).isEqualTo("2");
  }

  @Test
  void a_missing_optional_name_is_seen_when_it_appears() {
    Secrets secrets = world.open(world.builder("{name}").executor(Runnable::run).optional("LATER"));
    assertThat(secrets.find("LATER")).isEmpty();
    world.store.put("LATER", "there");

    world.store.push("LATER");
    world.time.advance(Duration.ZERO);

    assertThat(secrets.find("LATER")).isPresent();
  }

  @Test
  void what_is_read_is_watched_until_the_end() {
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    assertThat(world.store.watched()).extracting(SecretLocation::path).containsExactly("app");

    secrets.close();

    assertThat(world.store.watched()).isEmpty();
  }

  @Test
  void what_is_read_no_more_is_not_watched() {
    List.of("KEPT", "GONE").forEach(path -> world.store.put(path, "there"));
    Secrets secrets =
        world.open(world.builder("{name}").executor(Runnable::run).idle(World.TTL).require("KEPT"));
    assertThat(secrets.find("GONE")).isPresent(); // nobody declared it
    for (int i = 0; i < 4; i++) {
      world.passTtl();
      secrets.get("KEPT");
    }

    assertThat(world.store.watched()).extracting(SecretLocation::path).containsExactly("KEPT");
  }

  /** What it cannot do at first, and what it says whatever is watched. */
  private final class Moody extends Delegating {
    private int asked;
    private int failures;
    private Consumer<? super SecretLocation> said = bundle -> {};

    private Moody(int failures) {
      super(world.store);
      this.failures = failures;
    }

    @Override
    public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
      said = changed;
      asked++;
      if (failures-- > 0) {
        throw new IllegalStateException("not now");
      }
      return super.watch(bundles, changed);
    }
  }

  private Secrets secrets(Moody store) {
    Secrets secrets = world.open(world.builder("app#{name}", store).executor(Runnable::run));
    secrets.get("KEY");
    return secrets;
  }

  @Test
  void a_store_that_cannot_be_watched_is_polled_and_asked_again() {
    Secrets secrets = secrets(new Moody(2));
    assertThat(world.store.watched()).isEmpty();

    world.time.advance(A_SECOND);
    world.time.advance(A_SECOND.multipliedBy(2));
    world.put("KEY");
    world.store.push("app");
    world.time.advance(Duration.ZERO);

    assertThat(secrets.get("KEY").version()).isEqualTo("2");
  }

  @Test
  void a_store_that_cannot_be_watched_is_logged_once() {
    try (Lines lines = new Lines()) {
      Moody store = new Moody(3);
      secrets(store);
      world.passTtl();

      assertThat(store.asked).isEqualTo(4);
      assertThat(lines.startingWith("Store 'memory' cannot be watched"))
          .singleElement()
          .asString()
          .endsWith("it threw java.lang.IllegalStateException");
    }
  }

  @Test
  void a_store_that_watches_nothing_is_not_asked_again() {
    List<Set<SecretLocation>> asked = new ArrayList<>();
    SecretProvider store =
        new Delegating(world.store) {
          @Override
          public Watch watch(
              Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
            asked.add(bundles);
            return Watch.NONE;
          }
        };
    List.of("ONE", "TWO").forEach(path -> world.store.put(path, "there"));
    Secrets secrets = world.open(world.builder("{name}", store).executor(Runnable::run));
    secrets.rotating("ONE").get();
    secrets.rotating("TWO").get();
    world.passTtl();

    assertThat(asked).containsExactly(Set.of(SecretLocation.parse("memory://ONE")));
  }

  @Test
  void a_hint_after_the_end_or_of_a_stranger_is_nothing() {
    Moody store = new Moody(0);
    Secrets secrets = secrets(store);
    store.said.accept(SecretLocation.parse("memory://stranger"));
    world.time.advance(A_SECOND);
    secrets.close();
    store.said.accept(SecretLocation.parse("memory://app"));
    world.time.advance(A_SECOND);

    assertThat(looks()).isEqualTo(1);
  }
}
