package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that comes to live in another of its places. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MovingTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  /** Two names that live together, first looked for in the bundle one. */
  record Both(@SecretName("A") Secret a, @SecretName("B") Secret b) {
    String exposed() {
      return a.exposeString() + "/" + b.exposeString();
    }
  }

  record Loose(@SecretName("A") Secret a, @SecretName("EXTRA") Optional<Secret> extra) {}

  private Secrets.Builder builder() {
    return world.builder().executor(Runnable::run).locate("A", "memory://one#a", "memory://two#a");
  }

  private String put(String path, String... fields) {
    List<String> values = new ArrayList<>();
    Map<String, String> content = new LinkedHashMap<>();
    for (String field : fields) {
      values.add(LeakGuard.canary().text());
      content.put(field, values.get(values.size() - 1));
    }
    world.store.put(path, content);
    return String.join("/", values);
  }

  @Test
  void a_move_that_a_verifier_refuses_is_told_by_refresh_and_not_made() {
    boolean[] refuse = {true};
    List<String> tried = new ArrayList<>();
    put("two", "a");
    Secrets secrets = world.open(builder().verify("A", key -> tryOut(key, tried, refuse[0])));
    Secret old = secrets.get("A");
    String first = put("one", "a");

    assertThatThrownBy(() -> secrets.refresh("A"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("'A'")
        .hasMessageContaining("the verifier of A threw");
    assertThat(tried).containsExactly(first);
    assertThat(secrets.get("A")).isSameAs(old);
    refuse[0] = false;
    assertThat(secrets.refresh("A")).isTrue();
    assertThat(secrets.get("A").exposeString()).isEqualTo(first);
  }

  private static void tryOut(Secret key, List<String> tried, boolean refuse) {
    tried.add(key.exposeString());
    if (refuse) {
      throw new IllegalStateException(LeakGuard.canary().text());
    }
  }

  @Test
  void after_a_refused_move_the_old_place_is_still_read() {
    boolean[] refuse = {true};
    put("two", "a");
    Secrets secrets =
        world.open(builder().verify("A", key -> tryOut(key, new ArrayList<>(), refuse[0])));
    put("one", "a");
    assertThatThrownBy(() -> secrets.refresh("A")).isInstanceOf(SecretFormatException.class);
    refuse[0] = false;
    String later = put("two", "a");

    world.passTtl();
    assertThat(secrets.get("A").exposeString()).isEqualTo(later);
  }

  @Test
  void a_name_moves_when_what_is_made_from_it_has_been_made() {
    String before = put("two", "a");
    Secrets secrets = world.open(builder());
    List<String> seenByBuilds = new ArrayList<>();
    Rotating<String> made =
        secrets
            .rotating("A")
            .map(
                key -> {
                  seenByBuilds.add(secrets.get("A").exposeString());
                  return key.exposeString();
                });
    String after = put("one", "a");

    assertThat(secrets.refresh("A")).isTrue();
    assertThat(seenByBuilds).containsExactly(before, before);
    assertThat(made.get()).isEqualTo(after);
    assertThat(secrets.get("A").exposeString()).isEqualTo(after);
  }

  @Test
  void a_slow_move_does_not_undo_what_a_look_brings_meanwhile() {
    put("two", "a");
    Secrets secrets = world.open(builder().buildTimeout(Duration.ofHours(1)));
    String[] latest = new String[1];
    List<String> built = new ArrayList<>();
    Rotating<String> made =
        secrets
            .rotating("A")
            .map(
                key -> {
                  built.add(key.version());
                  if (built.size() == 2) { // while the name moves, its new place changes
                    latest[0] = put("one", "a");
                    world.passTtl();
                  }
                  return key.exposeString();
                });
    put("one", "a");
    secrets.refresh("A");

    world.passTtl();
    assertThat(secrets.get("A").exposeString()).isEqualTo(latest[0]);
    assertThat(made.get()).isEqualTo(latest[0]);
  }

  @Test
  void the_names_of_a_record_move_together() {
    put("two", "a", "b");
    Secrets secrets = world.open(builder().locate("B", "memory://one#b", "memory://two#b"));
    Rotating<Both> both = secrets.rotating(Both.class);
    List<Rotation> turns = new ArrayList<>();
    both.onRotation(turns::add);
    String after = put("one", "a", "b");

    assertThat(secrets.refresh("A")).isTrue();
    assertThat(both.get().exposed()).isEqualTo(after);
    assertThat(secrets.get("B")).isSameAs(both.get().b());
    assertThat(turns).hasSize(1);
  }

  @Test
  void a_record_whose_names_cannot_move_together_stays_as_it_is() {
    String before = put("two", "a", "b");
    Secrets secrets = world.open(builder().locate("B", "memory://one#b", "memory://two#b"));
    Rotating<Both> both = secrets.rotating(Both.class);
    put("one", "a");

    assertThatThrownBy(() -> secrets.refresh("A"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("'A'");
    assertThat(both.get().exposed()).isEqualTo(before);
    assertThat(secrets.get("A")).isSameAs(both.get().a());
  }

  @Test
  void a_name_that_a_refresh_finds_at_a_later_place_appears_in_a_record() {
    put("two", "a");
    Secrets secrets =
        world.open(
            builder()
                .locate("EXTRA", "memory://three#x", "memory://four#x")
                .optional("EXTRA")
                .require("A"));
    Rotating<Loose> loose = secrets.rotating(Loose.class);
    assertThat(loose.get().extra()).isEmpty();
    String found = put("four", "x");

    assertThat(secrets.refresh("EXTRA")).isTrue();
    assertThat(loose.get().extra().map(Secret::exposeString)).contains(found);
  }

  @Test
  void a_name_is_found_at_its_first_place_after_an_outage_of_the_second() {
    InMemoryProvider other = new InMemoryProvider();
    other.goOffline();
    put("app", "KEY");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .store("other", world.checked(other))
                .locate("EXTRA", "memory://one#x", "other://two#x")
                .optional("EXTRA")
                .require("KEY"));
    world.passTtl();
    world.passTtl();
    other.online();
    world.passTtl();
    assertThat(secrets.find("EXTRA")).isEmpty();
    String found = put("one", "x");

    world.passTtl();
    assertThat(secrets.find("EXTRA").map(Secret::exposeString)).contains(found);
  }

  @Test
  void a_place_that_no_name_is_read_from_any_more_is_left_alone() {
    put("two", "a");
    Secrets secrets = world.open(builder());
    put("one", "a");
    secrets.refresh("A");
    int before = world.store.fetches("two");
    for (int i = 0; i < 10; i++) {
      world.passTtl();
    }

    assertThat(world.store.fetches("two")).isEqualTo(before);
    assertThat(world.store.fetches("one")).isGreaterThan(10);
  }

  record Late(@SecretName("A") Secret a, @SecretName("EXTRA") Optional<Secret> extra) {}

  @Test
  void what_is_found_late_at_another_position_does_not_join_a_record() {
    put("two", "a");
    Secrets secrets =
        world.open(
            builder().locate("EXTRA", "memory://extra#x", "memory://none#x").optional("EXTRA"));
    Rotating<Late> late = secrets.rotating(Late.class);
    put("extra", "x");

    world.passTtl();
    assertThat(late.get().extra()).isEmpty();
    assertThatThrownBy(() -> secrets.refresh("EXTRA"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("positions");
  }
}
