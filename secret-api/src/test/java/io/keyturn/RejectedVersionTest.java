package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same value under another version is taken quietly; a rejection of it counts as before. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RejectedVersionTest {
  private final World world = new World();
  private final String value = world.put("KEY");

  @AfterEach
  void close() {
    world.close();
  }

  private Rotating<Secret> key() {
    Rotating<Secret> key =
        world
            .open(
                world
                    .builder()
                    .executor(Runnable::run)
                    .verify("KEY", candidate -> assertThat(candidate.version()).isNotEqualTo("3")))
            .rotating("KEY");
    key.get();
    return key;
  }

  /** The same value comes as version 2, then another one is refused. */
  private void putAgainThenAnother() {
    world.store.rotate("app", Map.of("KEY", value));
    world.passTtl();
    world.put("KEY");
    world.passTtl();
  }

  @Test
  void what_was_refused_is_taken_when_the_secret_is_rejected() {
    Rotating<Secret> key = key();
    putAgainThenAnother();

    assertThat(key.rejected(key.get())).isTrue();

    assertThat(key.get().version()).isEqualTo("3");
  }

  @Test
  void what_was_refused_is_taken_when_an_object_made_from_it_is_rejected() {
    Rotating<String> made = key().map(Secret::exposeString);
    putAgainThenAnother();

    assertThat(made.rejected(made.get())).isTrue();

    assertThat(made.get()).isNotEqualTo(value);
  }
}
