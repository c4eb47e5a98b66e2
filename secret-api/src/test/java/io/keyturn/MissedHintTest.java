package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hint that comes while a look is in the air is followed by another one, whatever rings. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissedHintTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<Runnable> onceRead = new ArrayList<>();

  @BeforeEach
  void put() {
    world.store.watches();
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** What happens after a full read has read, and before it has ended. */
  private final class Slow extends Delegating {
    private Slow() {
      super(world.store);
    }

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      SecretBundle read = super.fetch(bundle);
      List<Runnable> now = List.copyOf(onceRead);
      onceRead.clear();
      now.forEach(Runnable::run);
      return read;
    }
  }

  @Test
  void also_where_the_alarm_of_the_poll_rings_after_it() {
    Secrets secrets =
        world.open(world.builder("app#{name}", new Slow()).executor(Runnable::run).require("KEY"));
    world.time.advance(World.TTL.minus(A_SECOND));
    onceRead.add(() -> world.put("KEY"));
    onceRead.add(() -> world.store.push("app"));
    onceRead.add(() -> world.time.advance(A_SECOND)); // the poll joins the read in the air
    secrets.refresh("KEY");

    world.time.advance(A_SECOND);

    assertThat(secrets.get("KEY").version()).isEqualTo("2");
  }
}
