package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was left last is known as that, for the overlap, and believed when it comes twice in a row.
 */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeftVersionTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration OVERLAP = Duration.ofHours(1);

  private final World world = new World();
  private final Map<String, String> values = new HashMap<>();

  @AfterEach
  void close() {
    world.close();
  }

  /** Each version has a value of its own, and the same one each time. */
  private void has(String version) {
    String value = values.computeIfAbsent(version, v -> LeakGuard.canary().text());
    world.store.put("app", SecretBundle.builder().version(version).field("KEY", value).build());
  }

  @Test
  void it_is_not_believed_where_one_that_is_refused_comes_between() {
    has("old");
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify("KEY", key -> assertThat(key.version()).isNotEqualTo("third")));
    secrets.rotating("KEY").get();
    has("new");
    world.passTtl();
    has("old");
    world.passTtl();
    has("third");
    world.time.advance(A_SECOND);
    has("old");

    world.time.advance(A_SECOND);

    assertThat(secrets.get("KEY").version()).isEqualTo("new");
  }

  @Test
  void one_that_is_left_when_the_time_of_the_one_before_is_over_has_its_own() throws Exception {
    Duration later = OVERLAP.multipliedBy(2); // so that no other alarm rings before
    has("first");
    Secrets secrets = world.open(world.builder().executor(Runnable::run).ttl(later).drain(later));
    Rotating<Secret> key = secrets.rotating("KEY");
    Content first = contentOf(key);
    OtherVersions others = new OtherVersions(engineOf(key));
    engineOf(key).locked(() -> others.left(first, false));
    has("second");
    secrets.refresh("KEY");
    Content second = contentOf(key);

    FutureTask<?> end = new FutureTask<>(() -> world.time.advance(OVERLAP), null);
    engineOf(key).lock(); // for which the alarm that rings waits
    try {
      Threads.startUntilItWaits(end);
      others.left(second, false);
    } finally {
      engineOf(key).unlock();
    }
    end.get();

    Content left = engineOf(key).locked(() -> others.left());
    assertThat(left).isSameAs(second);
  }

  /** Moved on, where the same content was brought again. */
  @Test
  void one_that_is_kept_is_let_go_at_the_end_of_its_lease() {
    Duration lease = Duration.ofMinutes(20);
    has("first");
    Rotating<Secret> key =
        world
            .open(world.builder().executor(Runnable::run).ttl(OVERLAP.multipliedBy(2)))
            .rotating("KEY");
    Content first = contentOf(key);
    OtherVersions others = new OtherVersions(engineOf(key));
    first.used.lease.renew(lasts(lease));
    engineOf(key).locked(() -> others.left(first, true));
    world.time.advance(Duration.ofMinutes(5));
    first.used.lease.renew(lasts(lease));

    world.time.advance(lease.minus(A_SECOND));
    assertThat(others.kept()).isSameAs(first);
    world.time.advance(A_SECOND);
    assertThat(others.kept()).isNull();
    assertThat(others.left()).isSameAs(first);
    world.time.advance(OVERLAP);
    assertThat(others.left()).isNull();
  }

  private Hints lasts(Duration lease) {
    return new Hints(Moment.now(world.time), Optional.of(lease), Optional.empty(), true);
  }

  private static Engine engineOf(Rotating<Secret> key) {
    return Objects.requireNonNull(key.node()).engine;
  }

  private static Content contentOf(Rotating<Secret> key) {
    key.get();
    Cell cell = engineOf(key).cell(SecretLocation.parse("memory://app"));
    return Objects.requireNonNull(cell.contentOutsideLock());
  }
}
