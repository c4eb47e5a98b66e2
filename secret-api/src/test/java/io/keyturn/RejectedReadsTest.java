package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.testkit.LeakGuard;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read for a value that was rejected: all of it, and after it was. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RejectedReadsTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  /** Another content, which the store calls by the same version. */
  private String putVersionSeven() {
    String value = LeakGuard.canary().text();
    world.store.put("app", SecretBundle.builder().field("KEY", value).version("7").build());
    return value;
  }

  @Test
  void what_changed_under_the_same_version_is_found() {
    putVersionSeven();
    Rotating<Secret> key = world.secrets().rotating("KEY");
    Secret first = key.get();
    String after = putVersionSeven();
    world.passTtl();
    assertThat(key.get()).as("a poll asks for another version").isSameAs(first);

    assertThat(key.rejected(first)).isTrue();
    assertThat(key.get().exposeString()).isEqualTo(after);
  }

  @Test
  void a_poll_in_the_air_is_followed_by_one_read_for_the_rejected() throws Exception {
    world.put("KEY");
    Engine engine = world.engine();
    Name name = engine.name("KEY", true);
    Secret used = name.await();
    world.store.hang();
    world.passTtl();
    world.store.awaitHanging(1);
    Future<Boolean> rejected = Threads.start(() -> name.handle.rejected(used));
    while (!engine.locked(name.cell::hasNextRead)) {
      Thread.onSpinWait();
    }
    assertThat(world.store.fetches("app")).isEqualTo(2);
    world.store.online();

    assertThat(rejected.get()).isFalse();
    assertThat(world.store.fetches("app")).isEqualTo(3);
  }
}
