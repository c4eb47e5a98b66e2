package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that never worked is turned back from, where the one before it still works. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnBackTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Rejection<String> UNAUTHORIZED =
      Rejection.<String>onFailure(Unauthorized.class::isInstance).turnBack();

  private final World world = new World();
  private final List<String> used = new ArrayList<>();
  private final List<Rotation> turns = new ArrayList<>();
  private String active = "1";

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static final class Unauthorized extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** A service that knows one version. */
  private String ask(String version) throws Unauthorized {
    used.add(version);
    if (!version.equals(active)) {
      throw new Unauthorized();
    }
    return "by " + version;
  }

  private String call(Rotating<Secret> key) throws Exception {
    return key.call(secret -> ask(secret.version()), UNAUTHORIZED);
  }

  private Rotating<Secret> key(Secrets secrets) {
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    key.onRotation(turns::add);
    return key;
  }

  private void turn(Secrets secrets) {
    world.put("KEY");
    secrets.refresh("KEY");
    turns.clear();
    used.clear();
  }

  /** The first version was accepted, and the second one is current. */
  private Rotating<Secret> turnedOnce(Secrets secrets) throws Exception {
    Rotating<Secret> key = key(secrets);
    call(key);
    turn(secrets);
    return key;
  }

  private void isRejected(Rotating<Secret> key) {
    assertThatThrownBy(() -> call(key)).isInstanceOf(Unauthorized.class);
    world.time.advance(A_MINUTE);
  }

  @Test
  void the_third_call_that_is_rejected_turns_back() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedOnce(secrets);

    isRejected(key);
    isRejected(key);
    assertThat(call(key)).isEqualTo("by 1");

    assertThat(used).containsExactly("2", "2", "2", "1");
    assertThat(key.get().version()).isEqualTo("1");
    assertThat(turns)
        .extracting(Rotation::oldVersion, Rotation::newVersion, Rotation::why)
        .containsExactly(tuple("2", "1", Rotation.Why.TURNED_BACK));
    assertThat(call(key)).isEqualTo("by 1");
  }

  @Test
  void what_was_turned_from_is_not_taken_by_looks() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedBack(secrets);

    world.passTtl();
    world.passTtl();
    secrets.refresh("KEY");

    assertThat(key.get().version()).isEqualTo("1");
    assertThat(secrets.status().bundles().get(0).failure()).isEmpty();
    assertThat(secrets.status().bundles().get(0).refused()).contains("2");
  }

  @Test
  void another_version_is() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedBack(secrets);

    world.put("KEY");
    world.passTtl();

    assertThat(key.get().version()).isEqualTo("3");
  }

  @Test
  void it_is_taken_again_when_the_restored_one_is_rejected() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedBack(secrets);
    active = "2";

    assertThat(call(key)).isEqualTo("by 2");

    assertThat(used).containsExactly("1", "2");
    assertThat(key.get().version()).isEqualTo("2");
  }

  private Rotating<Secret> turnedBack(Secrets secrets) throws Exception {
    Rotating<Secret> key = turnedOnce(secrets);
    isRejected(key);
    isRejected(key);
    call(key);
    used.clear();
    return key;
  }

  @Test
  void nothing_turns_back_to_a_version_that_no_call_was_accepted_with() {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    active = "0";
    isRejected(key);
    turn(secrets);
    active = "1";

    isRejected(key);
    isRejected(key);
    isRejected(key);

    assertThat(used).containsExactly("2", "2", "2");
  }

  @Test
  void nothing_turns_back_from_a_version_that_a_call_was_accepted_with() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedOnce(secrets);
    active = "2";
    call(key);
    active = "1";

    isRejected(key);
    isRejected(key);
    isRejected(key);

    assertThat(used).containsExactly("2", "2", "2", "2");
  }

  @Test
  void what_is_rejected_as_well_is_not_tried_again() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedOnce(secrets);
    active = "0";

    for (int i = 0; i < 5; i++) {
      isRejected(key);
    }

    assertThat(used).containsExactly("2", "2", "2", "1", "2", "2");
    assertThat(key.get().version()).isEqualTo("2");
  }

  @Test
  void nothing_turns_back_that_was_not_asked_to() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = key(secrets);
    Rejection<String> plain = Rejection.causedBy(Unauthorized.class);
    key.call(secret -> ask(secret.version()), plain);
    turn(secrets);

    for (int i = 0; i < 4; i++) {
      assertThatThrownBy(() -> key.call(secret -> ask(secret.version()), plain))
          .isInstanceOf(Unauthorized.class);
      world.time.advance(A_MINUTE);
    }

    assertThat(used).containsOnly("2");
  }

  @Test
  void a_third_version_that_the_last_read_brings_is_taken_instead() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedOnce(secrets);
    isRejected(key);
    isRejected(key);
    world.put("KEY");

    assertThat(call(key)).isEqualTo("by 1");

    assertThat(key.get().version()).isEqualTo("3");
  }

  @Test
  void after_the_overlap_there_is_no_way_back() throws Exception {
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedOnce(secrets);
    world.time.advance(Duration.ofHours(1));

    isRejected(key);
    isRejected(key);
    isRejected(key);

    assertThat(used).containsOnly("2");
  }

  @Test
  void past_the_end_of_its_lease_there_is_no_way_back() throws Exception {
    String value = LeakGuard.canary().text();
    world.store.put(
        "app",
        SecretBundle.builder().field("KEY", value).version(active).validFor(A_MINUTE).build());
    Secrets secrets = world.secrets();
    Rotating<Secret> key = turnedOnce(secrets);
    world.time.advance(A_MINUTE);

    isRejected(key);
    isRejected(key);
    isRejected(key);

    assertThat(used).hasSize(3).doesNotContain(active);
  }

  /** A client, closed when it is retired. */
  private final class Client implements AutoCloseable {
    private final String version;
    private boolean closed;

    private Client(Secret key) {
      this.version = key.version();
    }

    private String send() throws Unauthorized {
      assertThat(closed).isFalse();
      return ask(version);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void an_object_that_was_retired_is_made_once_more_to_be_tried() throws Exception {
    Secrets secrets = world.secrets();
    List<Client> made = new ArrayList<>();
    Rotating<Client> client =
        key(secrets)
            .map(
                key -> {
                  made.add(new Client(key));
                  return made.get(made.size() - 1);
                });
    client.call(Client::send, UNAUTHORIZED);
    turn(secrets);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> client.call(Client::send, UNAUTHORIZED))
          .isInstanceOf(Unauthorized.class);
      world.time.advance(A_MINUTE);
    }
    assertThat(made.get(0).closed).isTrue();

    assertThat(client.call(Client::send, UNAUTHORIZED)).isEqualTo("by 1");

    assertThat(client.get().version).isEqualTo("1");
    assertThat(made).extracting(c -> c.version).containsExactly("1", "2", "1", "1");
    world.time.advance(A_MINUTE);
    assertThat(made).extracting(c -> c.closed).containsExactly(true, true, true, false);
  }

  @Test
  void one_who_may_turn_back_has_the_version_kept_that_is_left() throws Exception {
    Secrets secrets = world.secrets();
    call(key(secrets));
    turn(secrets);

    world.time.advance(Duration.ofMinutes(59));
    assertThat(world.store.retired()).isEmpty();
    world.time.advance(A_MINUTE);
    assertThat(world.store.retired()).containsExactly("1 of memory://app");
  }
}
