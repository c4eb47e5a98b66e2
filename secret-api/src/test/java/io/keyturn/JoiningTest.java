package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that comes to a bundle of which something is known already. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoiningTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private String put(String path, String field) {
    String value = LeakGuard.canary().text();
    world.store.put(path, Map.of(field, value));
    return value;
  }

  private Secrets.Builder builder() {
    return world.builder().executor(Runnable::run);
  }

  @Test
  void assertions_are_on_which_watch_over_what_runs_under_the_lock() {
    assertThat(Content.class.desiredAssertionStatus()).isTrue();
  }

  @Test
  void a_bundle_that_is_known_is_not_fetched_for_another_name() {
    String pair = world.putPair();
    Secrets secrets = world.secrets();
    secrets.get("KEY");

    assertThat(pair).endsWith(secrets.get("SECRET").exposeString());
    assertThatThrownBy(() -> secrets.get("NONE")).isInstanceOf(SecretNotFoundException.class);
    assertThat(world.store.fetches("app")).isEqualTo(1);
  }

  @Test
  void what_was_read_before_the_bundle_turned_holds_no_more() {
    world.put("KEY");
    Engine engine = world.engine();
    Name key = engine.name("KEY", false);
    key.await();
    Optional<Content.Reading> before = key.cell.read(key.location());
    world.put("KEY");
    new Refresh(engine).name("KEY");

    assertThat(engine.locked(() -> key.cell.holds(before))).isFalse();
    assertThat(engine.locked(() -> key.cell.holds(Optional.empty()))).isFalse();
    Optional<Content.Reading> after = key.cell.read(key.location());
    assertThat(engine.locked(() -> key.cell.holds(after))).isTrue();
  }

  @Test
  void a_name_whose_first_place_is_missing_takes_what_is_known_of_the_second() {
    String value = put("two", "a");
    Secrets secrets = world.open(builder().locate("A", "memory://one#a", "memory://two#a"));
    Secrets other = world.open(builder().locate("B", "memory://two#a"));
    assertThat(other.get("B").exposeString()).isEqualTo(value);

    assertThat(secrets.get("A").exposeString()).isEqualTo(value);
  }

  @Test
  void a_name_that_moves_on_to_a_known_bundle_makes_no_look() {
    String value = put("two", "a");
    Secrets secrets =
        world.open(
            builder()
                .locate("A", "memory://one#a", "memory://two#a")
                .optional("A")
                .locate("B", "memory://two#a")
                .require("B"));

    assertThat(secrets.get("A").exposeString()).isEqualTo(value);
    assertThat(world.store.fetches("two")).isEqualTo(1);
  }

  @Test
  void a_field_that_is_missing_in_a_known_bundle_ends_the_walk() {
    put("two", "b");
    Secrets secrets =
        world.open(
            builder()
                .locate("B", "memory://two#b")
                .locate("A", "memory://one#a", "memory://two#a", "memory://three#a")
                .optional("A", "B"));
    secrets.get("B");

    assertThatThrownBy(() -> secrets.get("A"))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("memory://two#a");
    assertThat(world.store.fetches("two")).isEqualTo(1);
    assertThat(world.store.fetches("three")).isZero();
  }

  @Test
  void a_name_that_comes_to_a_bundle_nobody_read_from_any_more_gets_no_old_value() {
    put("app", "B");
    Secrets secrets = leavingApp();
    String later = put("app", "B");
    world.passTtl();
    world.passTtl();

    assertThat(secrets.get("B").exposeString()).isEqualTo(later);
  }

  @Test
  void a_bundle_somebody_reads_from_again_is_looked_at_again() {
    put("app", "B");
    Secrets secrets = leavingApp();
    secrets.get("B");
    assertThat(world.store.fetches("app")).isEqualTo(2);
    String later = put("app", "B");
    world.passTtl();

    assertThat(secrets.get("B").exposeString()).isEqualTo(later);
  }

  /** The bundle app has been fetched, and its one name lives elsewhere by now. */
  private Secrets leavingApp() {
    Secrets secrets = world.open(builder().locate("A", "memory://one#a", "memory://app#B"));
    put("one", "a");
    secrets.refresh("A");
    return secrets;
  }

  @Test
  void a_list_that_names_a_bundle_twice_is_walked_once() {
    Secrets secrets =
        world.open(
            builder()
                .locate("A", "memory://one#a", "memory://one#b", "memory://two#a")
                .optional("A"));

    assertThat(secrets.find("A")).isEmpty();
    assertThat(world.store.fetches("one")).isEqualTo(1);
    assertThat(world.store.fetches("two")).isEqualTo(1);
  }

  @Test
  void a_name_that_moved_while_its_old_bundle_turned_has_the_value_of_its_new_one() {
    put("two", "a");
    Secrets secrets =
        world.open(
            builder()
                .locate("A", "memory://one#a", "memory://two#a")
                .locate("B", "memory://two#a")
                .require("A", "B"));
    String[] moved = new String[1];
    List<String> built = new ArrayList<>();
    List<String> retired = new ArrayList<>();
    Rotating<String> made =
        secrets
            .rotating("A")
            .map(
                key -> {
                  built.add(key.exposeString());
                  if (built.size() == 2) { // while its bundle turns, the name moves away
                    moved[0] = put("one", "a");
                    secrets.refresh("A");
                  }
                  return key.exposeString();
                },
                retired::add);
    String turned = put("two", "a");

    world.passTtl();
    assertThat(secrets.get("B").exposeString()).isEqualTo(turned);
    assertThat(secrets.get("A").exposeString()).isEqualTo(moved[0]);
    assertThat(made.get()).isEqualTo(moved[0]);
    assertThat(retired).contains(turned).doesNotContain(moved[0]);
  }

  @Test
  void a_field_that_another_version_has_appears_with_it() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    assertThat(secrets.find("SECRET")).isEmpty();
    String pair = world.putPair();

    world.passTtl();
    assertThat(pair).endsWith(secrets.get("SECRET").exposeString());
  }

  @Test
  void a_missing_field_is_looked_for_once_in_a_ttl() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    for (int i = 1; i <= 3; i++) {
      assertThat(secrets.find("NONE")).isEmpty();
      assertThat(world.store.fetches("app")).isEqualTo(i);
      world.passTtl();
    }
  }

  @Test
  void a_field_put_after_it_was_missed_is_found_after_the_negative_ttl() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    assertThat(secrets.find("SECRET")).isEmpty();
    String pair = world.putPair();

    world.time.advance(Duration.ofSeconds(9));
    assertThat(secrets.find("SECRET")).isEmpty();
    world.time.advance(Duration.ofSeconds(1));
    assertThat(pair).endsWith(secrets.get("SECRET").exposeString());
  }

  @Test
  void a_shorter_ttl_of_a_name_that_joins_later_holds_from_then_on() {
    world.putPair();
    Secrets secrets = world.open(builder().ttlFor("SECRET", Duration.ofSeconds(30)));
    secrets.get("KEY");
    secrets.get("SECRET");

    world.time.advance(Duration.ofSeconds(30));
    assertThat(world.store.fetches("app")).isEqualTo(2);
  }

  @Test
  void an_outage_of_a_bundle_that_nobody_reads_any_more_is_none() {
    put("two", "a");
    Secrets secrets =
        world.open(builder().locate("A", "memory://one#a", "memory://two#a").require("A"));
    world.store.fail("two", place -> new SecretUnavailableException(place, "down"));
    world.passTtl();
    put("one", "a");
    secrets.refresh("A");
    world.store.goOffline();

    try (Lines lines = new Lines()) {
      world.passTtl();
      assertThat(lines.startingWith("Store 'memory' is unavailable")).hasSize(1);
    }
  }

  record Found(@SecretName("KEY") Secret key, @SecretName("EXTRA") Optional<Secret> extra) {}

  @Test
  void a_record_whose_verifier_refuses_what_was_found_is_tried_again() {
    boolean[] refuse = {true};
    world.put("KEY");
    Secrets secrets =
        world.open(
            builder()
                .locate("EXTRA", "memory://none#x", "memory://known#x")
                .locate("OTHER", "memory://known#x")
                .optional("OTHER")
                .verify(
                    Found.class,
                    found -> {
                      if (refuse[0]) {
                        throw new IllegalStateException(LeakGuard.canary().text());
                      }
                    }));
    Rotating<Found> found = secrets.rotating(Found.class);
    String extra = put("known", "x");
    secrets.refresh("OTHER");
    try (Lines lines = new Lines()) {
      world.passTtl();
      world.passTtl();
      assertThat(found.get().extra()).isEmpty();
      assertThat(lines.alerts()).filteredOn(line -> line.contains("left as it was")).hasSize(1);
    }
    refuse[0] = false;

    world.passTtl();
    assertThat(found.get().extra().map(Secret::exposeString)).contains(extra);
  }
}
