package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners and callers of refresh are told of a turn. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsTest {
  private final World world = new World();
  private final Set<String> broken = new HashSet<>();
  private final List<String> turns = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  private Rotating<String> listenedTo(Secrets secrets) {
    Rotating<String> made = secrets.rotating("KEY").map(this::build);
    made.onRotation(turn -> turns.add(turn.oldVersion() + "->" + turn.newVersion()));
    return made;
  }

  private String build(Secret key) {
    if (broken.contains(key.version())) {
      throw new IllegalStateException();
    }
    return key.version();
  }

  @Test
  void the_turns_of_an_object_chain_where_a_build_failed_between_them() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> made = listenedTo(secrets);
    broken.add("3");
    for (int i = 0; i < 3; i++) {
      world.put("KEY");
      secrets.refresh("KEY");
    }

    assertThat(made.get()).isEqualTo("4");
    assertThat(turns).containsExactly("1->2", "2->4");
  }

  @Test
  void they_chain_where_several_builds_failed_and_the_last_was_tried_again() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> made = listenedTo(secrets);
    broken.addAll(Set.of("2", "3", "4"));
    for (int i = 0; i < 3; i++) {
      world.put("KEY");
      secrets.refresh("KEY");
    }
    assertThat(turns).isEmpty();
    broken.clear();

    world.passTtl();
    assertThat(made.get()).isEqualTo("4");
    assertThat(turns).containsExactly("1->4");
  }

  // ---- what refresh says

  @Test
  void a_first_value_is_another_one() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();

    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    assertThat(secrets.refresh("KEY")).isFalse();
  }

  @Test
  void a_first_value_from_a_bundle_that_is_known_is_another_one() {
    world.putPair();
    Secrets secrets = world.secrets();
    secrets.get("KEY");

    assertThat(secrets.refresh("SECRET")).isTrue();
  }

  @Test
  void the_same_content_is_no_other_value() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    world.store.put("app", Map.of("KEY", value));
    assertThat(secrets.refresh("KEY")).isFalse();
    world.store.put("app", SecretBundle.builder().version("9").field("KEY", value).build());
    assertThat(secrets.refresh("KEY")).isFalse();
    world.store.put(
        "app", SecretBundle.builder().version("9").field("KEY", LeakGuard.canary().text()).build());
    assertThat(secrets.refresh("KEY")).isTrue();
  }

  @Test
  void the_same_content_at_another_place_is_a_turn_as_the_secret_lives_elsewhere() {
    String value = LeakGuard.canary().text();
    world.store.put("two", value);
    Secrets secrets =
        world.open(
            world.builder().executor(Runnable::run).locate("KEY", "memory://one", "memory://two"));
    world.store.put("one", value);

    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").location()).contains(SecretLocation.parse("memory://one"));
    assertThat(secrets.refresh("KEY")).isFalse();
    String after = LeakGuard.canary().text();
    world.store.put("one", after);
    assertThat(secrets.refresh("KEY")).isTrue();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @Test
  void turns_chain_also_when_several_threads_ask_for_them() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().require("KEY"));
    BlockingQueue<Rotation> told = new LinkedBlockingQueue<>();
    secrets.rotating("KEY").onRotation(told::add);
    List<Future<Throwable>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Threads.thrownBy(() -> turnOften(secrets)));
    }
    for (Future<Throwable> thread : threads) {
      assertThat(thread.get()).isNull();
    }

    String version = "1";
    while (!version.equals(secrets.get("KEY").version())) { // the last one is always the current
      Rotation turn = told.take();
      assertThat(turn.oldVersion()).isEqualTo(version);
      version = turn.newVersion();
    }
    assertThat(told).isEmpty();
  }

  private final AtomicInteger values = new AtomicInteger();

  private void turnOften(Secrets secrets) {
    for (int i = 0; i < 500; i++) {
      world.store.put("app", Map.of("KEY", "value" + values.incrementAndGet()));
      secrets.refresh("KEY");
    }
  }
}
