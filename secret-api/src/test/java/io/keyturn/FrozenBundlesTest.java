package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that may not wait for the bundle that is turned leaves all others as they were. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrozenBundlesTest {
  private static final List<String> NAMES = List.of("A", "B", "C", "D");

  private final World world = new World();

  /** What is called while bundles turn. */
  private final List<ThrowingCallable> whileTurning = new ArrayList<>();

  @BeforeEach
  void put() {
    NAMES.forEach(this::turn);
  }

  @AfterEach
  void close() {
    world.close();
  }

  record Pair(@SecretName("A") Secret a, @SecretName("B") Secret b) {}

  private void turn(String name) {
    world.store.put(name, LeakGuard.canary().text());
  }

  private Secrets.Builder builder() {
    return world.builder("{name}").executor(Runnable::run).require(NAMES.toArray(new String[0]));
  }

  private void isRefused() {
    whileTurning.forEach(
        code ->
            assertThatIllegalStateException()
                .isThrownBy(code)
                .withMessageContaining("is being turned"));
  }

  private void assertAllTurn(Secrets secrets) {
    NAMES.forEach(this::turn);
    world.passTtl();
    whileTurning.clear();
    NAMES.forEach(this::turn);
    world.passTtl();

    assertThat(NAMES).extracting(name -> secrets.get(name).version()).containsOnly("3");
  }

  @Test
  void a_refresh_of_all_by_a_verifier_freezes_none() {
    Secrets.Builder builder = builder();
    NAMES.forEach(name -> builder.verify(name, key -> isRefused()));
    Secrets secrets = world.open(builder);
    whileTurning.add(secrets::refresh);

    assertAllTurn(secrets);
  }

  @Test
  void a_refresh_of_all_by_a_build_freezes_none() {
    Secrets secrets = world.open(builder());
    for (String name : NAMES) {
      secrets
          .rotating(name)
          .map(
              key -> {
                isRefused();
                return key.version();
              });
    }
    whileTurning.add(secrets::refresh);

    assertAllTurn(secrets);
  }

  @Test
  void a_record_rejected_by_the_verifier_of_one_of_its_secrets_freezes_not_the_other() {
    Secrets secrets = world.open(builder().verify("B", key -> isRefused()));
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    whileTurning.add(() -> pair.rejected(pair.get()));

    turn("B");
    secrets.refresh("B");
    whileTurning.clear();
    turn("A");
    world.time.advance(World.TTL.multipliedBy(2));

    assertThat(secrets.get("A").version()).isEqualTo("2");
    assertThat(secrets.get("B").version()).isEqualTo("2");
  }

  @Test
  void a_call_of_a_record_by_the_build_of_one_of_its_secrets_freezes_not_the_other() {
    Secrets secrets = world.open(builder());
    Rotating<Pair> pair = secrets.rotating(Pair.class);
    secrets
        .rotating("B")
        .map(
            key -> {
              isRefused();
              return key.version();
            });
    whileTurning.add(() -> pair.call(both -> "unauthorized", unauthorized()));

    turn("B");
    secrets.refresh("B");
    whileTurning.clear();
    turn("A");
    world.time.advance(World.TTL.plus(Duration.ofMinutes(1)));

    assertThat(secrets.get("A").version()).isEqualTo("2");
  }

  private static Rejection<String> unauthorized() {
    return Rejection.onResult("unauthorized"::equals);
  }
}
