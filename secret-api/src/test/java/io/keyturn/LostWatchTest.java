package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every watch that a store began is closed. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostWatchTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final World world = new World();
  private final List<Runnable> whileWatching = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  /** Something happens while the store is asked to watch. */
  private final class Slow extends Delegating {
    private Slow() {
      super(world.store);
    }

    @Override
    public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
      List<Runnable> now = List.copyOf(whileWatching);
      whileWatching.clear();
      now.forEach(Runnable::run);
      return super.watch(bundles, changed);
    }
  }

  @Test
  void also_where_the_last_name_left_and_came_back_while_it_began() {
    world.store.watches();
    world.put("X");
    Secrets secrets =
        world.open(world.builder("app#{name}", new Slow()).executor(Runnable::run).idle(IDLE));
    whileWatching.add(() -> secrets.get("X"));
    whileWatching.add(() -> world.time.advance(IDLE.multipliedBy(2))); // it is forgotten
    whileWatching.add(() -> secrets.get("X"));
    secrets.get("X");
    assertThat(world.store.watched()).extracting(SecretLocation::path).containsExactly("app");

    secrets.close();

    assertThat(world.store.watched()).isEmpty();
  }
}
