package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two who refresh a name at a time find it moved: it moves once. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MovedOnceTest {
  private final World world = new World();
  private final List<Runnable> whileReadingTwo = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  private final class Slow extends Delegating {
    private Slow() {
      super(world.store);
    }

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      SecretBundle read = super.fetch(bundle);
      if (bundle.path().equals("two")) {
        List<Runnable> now = List.copyOf(whileReadingTwo);
        whileReadingTwo.clear();
        now.forEach(Runnable::run);
      }
      return read;
    }
  }

  @Test
  void what_is_made_from_it_is_made_once() throws Exception {
    List.of("one", "two").forEach(path -> world.store.put(path, LeakGuard.canary().text()));
    Secrets secrets =
        world.open(
            world
                .builder("{name}", new Slow())
                .executor(Runnable::run)
                .locate("X", "memory://one", "memory://two"));
    Rotating<Secret> key = secrets.rotating("X");
    List<String> made = new ArrayList<>();
    key.map(secret -> made.add(secret.version()));
    made.clear();
    world.store.delete("one");
    FutureTask<Boolean> other = new FutureTask<>(() -> secrets.refresh("X"));
    whileReadingTwo.add(() -> Threads.startUntilItWaits(other));

    assertThat(secrets.refresh("X")).isTrue();
    assertThat(other.get()).isNotNull();

    assertThat(made).hasSize(1);
  }
}
