package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What comes up when a turn has nothing left to do, and before its handles turn, is done as well.
 */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostWorkTest {
  private final World world = new World();
  private final List<Runnable> meanwhile = new ArrayList<>();

  @BeforeEach
  void put() {
    List.of("A", "B").forEach(this::turn);
  }

  @AfterEach
  void close() {
    world.close();
  }

  record Pair(@SecretName("A") Secret a, @SecretName("B") Secret b) {
    String versions() {
      return a.version() + b.version();
    }
  }

  private void turn(String name) {
    world.store.put(name, LeakGuard.canary().text());
  }

  private Secrets.Builder builder() {
    return world.builder("{name}").executor(Runnable::run);
  }

  /** The verifier is the last piece of work: once it has ended, nothing is left. */
  private void verifyLast(Rotating<?> any) {
    meanwhile.forEach(what -> Afterwards.leaving(any, what));
    meanwhile.clear();
  }

  @Test
  void an_object_mapped_in_that_moment_is_made_of_what_turns() {
    List<Rotating<Secret>> key = new ArrayList<>();
    Secrets secrets = world.open(builder().verify("A", a -> key.forEach(this::verifyLast)));
    key.add(secrets.rotating("A"));
    List<Rotating<String>> mapped = new ArrayList<>();
    meanwhile.add(() -> mapped.add(key.get(0).map(Secret::version)));
    turn("A");

    secrets.refresh("A");

    assertThat(mapped).extracting(Rotating::get).containsExactly("2");
  }

  @Test
  void a_record_is_made_of_a_bundle_that_turned_in_that_moment() {
    List<Rotating<Pair>> pair = new ArrayList<>();
    Secrets secrets = world.open(builder().verify(Pair.class, p -> pair.forEach(this::verifyLast)));
    pair.add(secrets.rotating(Pair.class));
    isAwayOnce(secrets, "A"); // so that the turn of B does not look at it first
    meanwhile.add(
        () -> {
          turn("B");
          secrets.refresh("B");
        });
    turn("A");

    secrets.refresh("A");

    assertThat(pair.get(0).get().versions()).isEqualTo("22");
  }

  private void isAwayOnce(Secrets secrets, String name) {
    world.store.fail(name, bundle -> new SecretUnavailableException(bundle, "away"));
    assertThatThrownBy(() -> secrets.refresh(name)).isInstanceOf(SecretUnavailableException.class);
    world.store.online();
  }
}
