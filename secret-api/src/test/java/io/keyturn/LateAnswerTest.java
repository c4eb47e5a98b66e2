package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes after the call was given up is used by nobody, and the store is told so. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateAnswerTest {
  private final World world = new World();
  private final LateOnce store = new LateOnce();

  @AfterEach
  void close() {
    store.answer.countDown();
    world.close();
  }

  /** Its first answer comes when it is let go, whoever interrupts it. */
  private static final class LateOnce implements SecretProvider {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);
    final CountDownLatch told = new CountDownLatch(1);
    final List<String> retired = new CopyOnWriteArrayList<>();

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      String version = "new";
      if (asked.getCount() > 0) {
        asked.countDown();
        Stubborn.await(answer);
        version = "late";
      }
      return SecretBundle.builder()
          .field("KEY", LeakGuard.canary().text())
          .version(version)
          .build();
    }

    @Override
    public void retire(SecretLocation bundle, String version) {
      retired.add(version);
      told.countDown();
    }

    private void answerAndHear() throws InterruptedException {
      answer.countDown();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The first look at the bundle has been given up, and has not ended. */
  private Secrets givenUp() throws InterruptedException {
    Secrets secrets =
        world.open(world.builder("app#{name}", store).readTimeout(Duration.ofHours(1)));
    CompletableFuture<Secret> first = secrets.getAsync("KEY");
    store.asked.await();
    world.time.advance(Duration.ofSeconds(30));
    assertThat(first).failsWithin(Duration.ofSeconds(10));
    return secrets;
  }

  @Test
  void it_is_retired_where_nothing_has_come_since() throws Exception {
    Secrets secrets = givenUp();
    store.answerAndHear();

    assertThat(secrets.status().bundles())
        .singleElement()
        .satisfies(bundle -> assertThat(bundle.version()).isEmpty());
    assertThat(store.retired).containsExactly("late");
  }

  @Test
  void it_never_overwrites_what_came_meanwhile() throws Exception {
    Secrets secrets = givenUp();
    world.time.advance(Duration.ofSeconds(1)); // the pause after a failure
    assertThat(secrets.get("KEY").version()).isEqualTo("new");
    store.answerAndHear();

    assertThat(secrets.get("KEY").version()).isEqualTo("new");
    assertThat(secrets.status().bundles())
        .singleElement()
        .satisfies(bundle -> assertThat(bundle.version()).contains("new"));
    world.time.advance(Duration.ofSeconds(30)); // the drain of what was replaced
    assertThat(store.retired).containsExactly("late");
  }
}
