package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.World.Pair;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is still accepted after a turn: the previous value, for the overlap. */
class AcceptedTest {
  private static final Duration OVERLAP = Duration.ofHours(1);
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private static List<String> exposed(Rotating<Secret> handle) {
    return handle.accepted().stream().map(Secret::exposeString).toList();
  }

  @Test
  void before_a_turn_the_current_value_alone_is_accepted() {
    String value = world.put("KEY");
    Rotating<Secret> key = world.secrets().rotating("KEY");

    assertThat(exposed(key)).containsExactly(value);
    assertThat(key.previous()).isEmpty();
    assertThat(Rotating.of("x").accepted()).containsExactly("x");
  }

  @Test
  void after_a_turn_the_previous_value_is_accepted_for_the_overlap() {
    String old = world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    String current = world.put("KEY");
    secrets.refresh("KEY");

    world.time.advance(OVERLAP.minus(A_MOMENT));
    assertThat(exposed(key)).containsExactly(current, old);
    assertThat(key.previous().map(Secret::exposeString)).contains(old);
    world.time.advance(A_MOMENT);
    assertThat(exposed(key)).containsExactly(current);
  }

  @Test
  void each_turn_has_an_overlap_of_its_own() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    String second = world.put("KEY");
    secrets.refresh("KEY");
    world.time.advance(OVERLAP.dividedBy(2));
    String third = world.put("KEY");
    secrets.refresh("KEY");

    world.time.advance(OVERLAP.minus(A_MOMENT));
    assertThat(exposed(key)).containsExactly(third, second);
    world.time.advance(A_MOMENT);
    assertThat(exposed(key)).containsExactly(third);
  }

  @Test
  void a_turn_of_another_field_neither_ends_nor_lengthens_it() {
    String old = LeakGuard.canary().text();
    String current = LeakGuard.canary().text();
    world.store.put("app", Map.of("KEY", old, "OTHER", "1"));
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    world.store.put("app", Map.of("KEY", current, "OTHER", "1"));
    secrets.refresh("KEY");
    world.time.advance(OVERLAP.dividedBy(2));
    world.store.put("app", Map.of("KEY", current, "OTHER", "2"));
    secrets.refresh("KEY");

    assertThat(exposed(key)).containsExactly(current, old);
    world.time.advance(OVERLAP.dividedBy(2));
    assertThat(exposed(key)).containsExactly(current);
  }

  @Test
  void both_records_and_what_is_made_of_them_are_accepted() {
    String old = world.putPair();
    Secrets secrets = world.secrets();
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    Rotating<String> made = pair.map(Pair::exposed);
    String current = world.putPair();
    secrets.refresh("KEY");

    assertThat(pair.accepted()).extracting(Pair::exposed).containsExactly(current, old);
    assertThat(made.accepted()).containsExactly(current, old);
  }

  @Test
  void a_turn_of_a_neighbour_leaves_them_as_they_are() {
    String old = world.putPair();
    Secrets secrets = world.secrets();
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    Rotating<String> made = pair.map(Pair::exposed);
    String key = LeakGuard.canary().text();
    String secret = LeakGuard.canary().text();
    for (String neighbour : List.of("1", "2")) {
      world.store.put("app", Map.of("KEY", key, "SECRET", secret, "OTHER", neighbour));
      secrets.refresh("KEY");
    }

    String current = key + "/" + secret;
    assertThat(pair.accepted()).extracting(Pair::exposed).containsExactly(current, old);
    assertThat(made.accepted()).containsExactly(current, old);
  }

  @Test
  void an_object_is_not_accepted_any_more_when_it_is_retired() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> made = secrets.rotating("KEY").map(Secret::version, retired -> {});
    world.put("KEY");
    secrets.refresh("KEY");
    assertThat(made.accepted()).containsExactly("2", "1");

    world.time.advance(Duration.ofSeconds(30)); // the drain
    assertThat(made.accepted()).containsExactly("2");
  }

  @Test
  void the_same_object_returned_again_stays_with_the_one_before() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<String> made =
        secrets.rotating("KEY").map(key -> key.version().equals("1") ? "first" : "same");
    for (int i = 0; i < 2; i++) {
      world.put("KEY");
      secrets.refresh("KEY");
    }

    assertThat(made.accepted()).containsExactly("same", "first");
  }

  @Test
  void nothing_is_accepted_after_the_end() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    world.put("KEY");
    secrets.refresh("KEY");
    secrets.close();

    assertThatThrownBy(key::accepted).isInstanceOf(IllegalStateException.class);
  }
}
