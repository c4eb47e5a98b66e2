package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects are retired when nothing uses them, and not before. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetiringTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final World world = new World();
  private final List<String> retired = new ArrayList<>();
  private boolean broken;

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Rotating<String> parent(Secrets secrets) {
    return secrets.rotating("KEY").map(key -> "parent" + key.version(), retired::add);
  }

  private Rotating<String> child(Rotating<String> parent) {
    return parent.map(this::childOf, retired::add);
  }

  private String childOf(String parent) {
    if (broken) {
      throw new IllegalStateException();
    }
    return "child of " + parent;
  }

  @Test
  void an_object_is_kept_while_what_was_made_from_it_could_not_be_replaced() {
    Rotating<String> parent = parent(world.secrets());
    Rotating<String> child = child(parent);
    broken = true;
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN.multipliedBy(3));
    assertThat(parent.get()).isEqualTo("parent2");
    assertThat(child.get()).isEqualTo("child of parent1");
    assertThat(retired).isEmpty();
    broken = false;

    world.time.advance(DRAIN); // the longest pause between two tries
    assertThat(child.get()).isEqualTo("child of parent2");
    world.time.advance(DRAIN.multipliedBy(2));
    assertThat(retired).containsExactly("child of parent1", "parent1");
  }

  @Test
  void what_lives_on_a_lease_is_drained_for_ten_minutes() {
    assertDrained(world.builder(), Duration.ofMinutes(10));
  }

  @Test
  void what_lives_on_a_lease_is_drained_as_long_as_is_set() {
    assertDrained(world.builder().drain(DRAIN), DRAIN);
  }

  private void assertDrained(Secrets.Builder builder, Duration drain) {
    putLeased("1");
    Secrets secrets = world.open(builder.executor(Runnable::run));
    Rotating<String> made = secrets.rotating("KEY").map(Secret::version, retired::add);
    putLeased("2");
    secrets.refresh("KEY");
    assertThat(made.get()).isEqualTo("2");

    world.time.advance(drain.minusMillis(1));
    assertThat(retired).isEmpty();
    world.time.advance(Duration.ofMillis(1));
    assertThat(retired).containsExactly("1");
    assertThat(world.store.retired()).containsExactly("1 of memory://app");
  }

  private void putLeased(String version) {
    putLeased("app", version, Duration.ofHours(1));
  }

  private void putLeased(String bundle, String version, Duration lease) {
    putLeased(bundle, version, lease, LeakGuard.canary().text());
  }

  private void putLeased(String bundle, String version, Duration lease, String value) {
    world.store.put(
        bundle,
        SecretBundle.builder().field("KEY", value).version(version).validFor(lease).build());
  }

  @Test
  void what_lives_on_a_lease_is_drained_for_no_longer_than_that_remains() {
    Duration passed = Duration.ofMinutes(1);
    Duration left = Duration.ofMinutes(2);
    putLeased("app", "1", passed.plus(left));
    Secrets secrets = world.open(world.builder().executor(Runnable::run));
    secrets.rotating("KEY").map(Secret::version, retired::add);
    world.time.advance(passed);
    putLeased("app", "2", Duration.ofHours(1));
    secrets.refresh("KEY");

    world.time.advance(left.minusMillis(1));
    assertThat(retired).isEmpty();
    world.time.advance(Duration.ofMillis(1));
    assertThat(retired).containsExactly("1");
    assertThat(world.store.retired()).containsExactly("1 of memory://app");
  }

  @Test
  void what_was_renewed_under_another_version_is_drained_by_the_later_lease() {
    String value = LeakGuard.canary().text();
    Duration first = Duration.ofMinutes(1);
    putLeased("app", "1", first, value);
    Secrets secrets = world.open(world.builder().executor(Runnable::run));
    secrets.rotating("KEY").map(Secret::version, retired::add);
    putLeased("app", "2", Duration.ofHours(1), value);
    secrets.refresh("KEY");
    world.time.advance(first);
    putLeased("3");
    secrets.refresh("KEY");

    world.time.advance(DRAIN);
    assertThat(retired).isEmpty();
    world.time.advance(Duration.ofMinutes(10).minus(DRAIN));
    assertThat(retired).containsExactly("1");
  }

  record Both(@SecretName("LEASED") Secret leased, @SecretName("OTHER") Secret other) {}

  @Test
  void what_turned_with_it_and_lives_on_no_lease_has_the_whole_drain() {
    putLeased("LEASED", "1", DRAIN.dividedBy(3));
    world.store.put("OTHER", Map.of("KEY", LeakGuard.canary().text()));
    Secrets secrets =
        world.open(world.builder("{name}#KEY").executor(Runnable::run).require(Both.class));
    secrets.rotating("OTHER").map(key -> "other" + key.version(), retired::add);
    secrets.rotating("LEASED").map(key -> "leased" + key.version(), retired::add);
    putLeased("LEASED", "2", Duration.ofHours(1));
    world.store.put("OTHER", Map.of("KEY", LeakGuard.canary().text()));
    secrets.refresh("LEASED");

    world.time.advance(DRAIN.minusMillis(1));
    assertThat(retired).isEmpty();
    world.time.advance(Duration.ofMillis(1));
    assertThat(retired).containsExactlyInAnyOrder("other1", "leased1");
  }

  @Test
  void an_object_is_kept_while_what_was_made_from_it_fails_for_several_turns() {
    Rotating<String> parent = parent(world.secrets());
    Rotating<String> child = child(parent);
    broken = true;
    world.put("KEY");
    world.passTtl();
    world.put("KEY");
    world.passTtl();
    assertThat(child.get()).isEqualTo("child of parent1");
    assertThat(retired).doesNotContain("parent1");
    broken = false;

    world.passTtl();
    assertThat(parent.get()).isEqualTo("parent3");
    assertThat(child.get()).isEqualTo("child of parent3");
    assertThat(retired).containsOnlyOnce("parent1", "parent2", "child of parent1");
  }

  @Test
  void an_object_that_was_kept_is_retired_when_what_was_made_from_it_is_closed() {
    Rotating<String> child = child(parent(world.secrets()));
    broken = true;
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN);
    assertThat(retired).isEmpty();

    child.close();
    world.time.advance(DRAIN.multipliedBy(2));
    assertThat(retired).containsExactly("child of parent1", "parent1");
  }

  @Test
  void an_object_that_was_kept_is_retired_when_all_is_closed() {
    Secrets secrets = world.secrets();
    Rotating<String> child = child(parent(secrets));
    broken = true;
    world.put("KEY");
    world.passTtl();
    world.time.advance(DRAIN);
    assertThat(child.get()).isEqualTo("child of parent1");
    assertThat(retired).isEmpty();

    secrets.close();
    assertThat(retired).containsExactlyInAnyOrder("child of parent1", "parent1", "parent2");
    assertThat(retired.indexOf("child of parent1")).isLessThan(retired.indexOf("parent1"));
  }

  @Test
  void an_instance_that_comes_back_within_the_drain_is_not_retired() {
    String first = world.put("KEY");
    Secrets secrets = world.secrets();
    Map<String, String> cache = new HashMap<>();
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> cache.computeIfAbsent(key.exposeString(), k -> "made" + cache.size()),
                retired::add);
    world.put("KEY");
    secrets.refresh("KEY");
    world.store.put("app", Map.of("KEY", first));
    secrets.refresh("KEY");
    world.time.advance(DRAIN);
    assertThat(made.get()).isEqualTo("made0");
    assertThat(retired).containsExactly("made1");

    world.put("KEY");
    secrets.refresh("KEY");
    world.time.advance(DRAIN);
    assertThat(made.get()).isEqualTo("made2");
    assertThat(retired).containsExactly("made1", "made0");
  }

  @Test
  void however_often_it_turned_a_build_that_fails_is_tried_once_in_a_pause() {
    Secrets secrets = world.open(world.builder().executor(Runnable::run).ttl(Duration.ofHours(10)));
    List<Secret> tries = new ArrayList<>();
    Rotating<String> made =
        secrets
            .rotating("KEY")
            .map(
                key -> {
                  tries.add(key);
                  return childOf(key.version());
                });
    broken = true;
    for (int i = 0; i < 10; i++) {
      world.put("KEY");
      secrets.refresh("KEY");
    }
    world.time.advance(Duration.ofMinutes(5));
    tries.clear();

    world.time.advance(Duration.ofMinutes(10)); // 30 s are the longest pause
    assertThat(tries).hasSize(20);
    broken = false;
    world.time.advance(DRAIN);
    assertThat(made.get()).isEqualTo("child of 11");
    assertThat(tries).hasSize(21);
  }

  @Test
  void a_replaced_parent_waits_for_all_who_use_it() {
    world.put("KEY");
    List<String> retired = new ArrayList<>();
    boolean[] broken = new boolean[1];
    int[] made = new int[1];
    Rotating<String> parent =
        world.secrets().rotating("KEY").map(key -> "parent" + ++made[0], retired::add);
    Rotating<String> one = parent.map(p -> part(p, broken), old -> {});
    Rotating<String> other = parent.map(p -> part(p, broken), old -> {});
    broken[0] = true;
    world.put("KEY");
    world.passTtl();

    one.close();
    world.time.advance(Duration.ofMinutes(1));
    assertThat(other.get()).isEqualTo("of parent1");
    assertThat(retired).doesNotContain("parent1");
    broken[0] = false;
    world.time.advance(Duration.ofMinutes(2));
    assertThat(other.get()).isEqualTo("of parent2");
    assertThat(retired).contains("parent1");
  }

  private static String part(String parent, boolean[] broken) {
    if (broken[0]) {
      throw new IllegalStateException();
    }
    return "of " + parent;
  }

  @Test
  void a_parent_goes_when_its_child_is_made_anew_and_stays_the_same_object() {
    Secrets secrets = world.secrets();
    Rotating<String> parent = parent(secrets);
    Rotating<String> child =
        parent.map(
            p -> {
              childOf(p);
              return "the one pool";
            },
            retired::add);
    broken = true;
    world.put("KEY");
    world.passTtl();
    broken = false;
    world.time.advance(DRAIN.multipliedBy(3));

    assertThat(child.get()).isEqualTo("the one pool");
    assertThat(retired).containsExactly("parent1");
  }

  @Test
  void an_object_that_came_back_and_went_again_is_retired_once() {
    Map<String, String> made = new HashMap<>();
    List<String> keys = new ArrayList<>();
    Secrets secrets = world.secrets();
    Rotating<String> parent =
        secrets
            .rotating("KEY")
            .map(
                key -> made.computeIfAbsent(key.exposeString(), k -> "parent" + key.version()),
                retired::add);
    Rotating<String> child = child(parent);
    keys.add(secrets.get("KEY").exposeString());
    broken = true;
    keys.add(world.put("KEY"));
    secrets.refresh("KEY");
    broken = false;
    world.store.put("app", Map.of("KEY", keys.get(0)));
    secrets.refresh("KEY");
    world.put("KEY");
    secrets.refresh("KEY");
    world.time.advance(DRAIN.multipliedBy(3));

    assertThat(child.get()).isEqualTo("child of parent4");
    assertThat(retired).containsExactlyInAnyOrder("parent2", "child of parent1", "parent1");
  }

  @Test
  void at_the_end_a_closed_child_goes_before_its_parent() {
    Secrets secrets = world.secrets();
    Rotating<String> parent = parent(secrets);
    child(parent).close();
    secrets.close();

    assertThat(retired).containsExactly("child of parent1", "parent1");
  }
}
