package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What code of the user's does is told as what it was, and costs nobody else anything. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UserCodeTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Rotating<Secret> key(Secrets secrets) {
    return secrets.rotating("KEY");
  }

  private List<String> linesOfATurn(Rotating.Build<Secret, Object> build) {
    world.put("KEY");
    Secrets secrets = world.secrets();
    key(secrets).map(build);
    world.put("KEY");
    try (Lines lines = new Lines()) {
      secrets.refresh("KEY");
      world.time.advance(Duration.ofMinutes(1));
      return lines.alerts();
    }
  }

  @Test
  void a_first_build_that_is_interrupted_keeps_the_interrupt() {
    world.put("KEY");
    Rotating<Secret> key = key(world.secrets());

    assertThatThrownBy(
            () ->
                key.map(
                    secret -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void a_build_that_gives_null_is_told_as_such() {
    AtomicInteger builds = new AtomicInteger();

    List<String> lines = linesOfATurn(key -> builds.incrementAndGet() == 1 ? "first" : null);

    assertThat(lines).anyMatch(line -> line.contains("the build gave null"));
  }

  @Test
  void an_object_whose_close_throws_is_told_by_the_class_of_that() {
    List<String> lines = linesOfATurn(key -> (AutoCloseable) () -> fail(key));

    assertThat(lines).anyMatch(line -> line.contains("threw java.io.IOException"));
  }

  private static void fail(Secret key) throws IOException {
    throw new IOException(key.version());
  }

  @Test
  void what_cannot_change_is_not_waited_for() {
    world.store.put(
        "app", SecretBundle.builder().field("KEY", LeakGuard.canary().text()).fixed().build());
    Rotating<Secret> key = key(world.secrets());
    Rejection<Object> anything = Rejection.onResult(result -> true).keepTrying(Duration.ofDays(1));

    assertThat(key.call(Secret::version, anything)).isNotNull(); // no time has passed
  }
}
