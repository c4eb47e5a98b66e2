package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that is forgotten in the moment in which somebody asks for it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForgottenNameTest {
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  private final World world = new World();

  @BeforeEach
  void put() {
    List.of("DECLARED", "X", "Y").forEach(this::turn);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void turn(String name) {
    world.store.put(name, LeakGuard.canary().text());
  }

  /** The handle of X, which is forgotten for Y right after it was found. */
  private Rotating<Secret> foundAndForgotten(Secrets secrets) {
    Rotating<Secret> declared = secrets.rotating("DECLARED");
    secrets.get("X");
    Afterwards.leaving(declared, () -> secrets.get("Y"));
    return secrets.rotating("X");
  }

  private Secrets secrets() {
    return world.open(world.builder("{name}").executor(Runnable::run).maxNames(1));
  }

  @Test
  void its_handle_has_its_value() {
    Rotating<Secret> x = foundAndForgotten(secrets());

    assertThat(Threads.start(x::get)).succeedsWithin(IN_TIME);
  }

  @Test
  void its_handle_turns() {
    Rotating<Secret> x = foundAndForgotten(secrets());
    assertThat(Threads.start(x::get)).succeedsWithin(IN_TIME);
    turn("X");

    world.passTtl();

    assertThat(x.get().version()).isEqualTo("2");
  }

  @Test
  void who_reads_it_afterwards_gets_its_value() {
    Secrets secrets = secrets();
    foundAndForgotten(secrets);

    assertThat(Threads.start(() -> secrets.get("X"))).succeedsWithin(IN_TIME);
  }
}
