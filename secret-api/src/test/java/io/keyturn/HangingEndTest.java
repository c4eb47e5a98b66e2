package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All is closed although something hangs: the end takes ten seconds of the machine at most. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangingEndTest {
  private static final Duration TEN_SECONDS_AND_SOME = Duration.ofSeconds(12);

  private final World world = new World();
  private final CountDownLatch go = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  @AfterEach
  void close() {
    go.countDown();
    world.close();
  }

  private final class Plain implements SecretProvider {
    private final Runnable end;

    Plain(Runnable end) {
      this.end = end;
    }

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      return SecretBundle.of("x");
    }

    @Override
    public void close() {
      closing.countDown();
      end.run();
    }
  }

  private Secrets secrets(Runnable end) {
    return world.open(
        Secrets.builder()
            .store("plain", new Plain(end))
            .store("other", new Plain(end))
            .locate("KEY", "plain://x"));
  }

  @Test
  void a_reader_who_waits_for_a_store_is_told_of_the_end() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    Future<Throwable> reader = Threads.thrownBy(() -> secrets.get("KEY"));
    world.store.awaitHanging(1);
    secrets.close();

    assertThat(reader.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Secrets is closed");
  }

  @Test
  void a_retirement_that_hangs_keeps_neither_the_caller_nor_a_store() {
    Secrets secrets = secrets(() -> {});
    secrets.rotating("KEY").map(Secret::version, old -> Stubborn.await(go));
    Future<Throwable> close = Threads.thrownBy(secrets::close);

    assertThat(close).succeedsWithin(TEN_SECONDS_AND_SOME).isNull();
    assertThat(closing.getCount()).isZero();
    assertThat(go.getCount()).as("the retirement hangs still").isEqualTo(1);
  }

  @Test
  void a_store_that_does_not_close_does_not_keep_the_caller() throws Exception {
    Secrets secrets = secrets(() -> Stubborn.await(go));
    Future<Throwable> close = Threads.thrownBy(secrets::close);
    closing.await();

    assertThat(close).succeedsWithin(TEN_SECONDS_AND_SOME).isNull();
    assertThat(go.getCount()).as("it hangs still").isEqualTo(1);
  }

  @Test
  void a_store_that_hangs_takes_no_time_from_another() {
    CountDownLatch both = new CountDownLatch(2);

    secrets(
            () -> {
              both.countDown();
              Stubborn.await(both);
            })
        .close();

    assertThat(both.getCount()).isZero();
  }
}
