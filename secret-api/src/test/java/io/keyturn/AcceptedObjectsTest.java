package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An object that was made late is accepted beside the one it replaced, as any other. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AcceptedObjectsTest {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final World world = new World();
  private boolean fails;

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** The first object is made, and the second one at the second try. */
  private Rotating<String> madeLate() {
    Secrets secrets = world.secrets();
    Rotating<String> made = secrets.rotating("KEY").map(key -> build(key.version()));
    fails = true;
    world.put("KEY");
    secrets.refresh("KEY");
    fails = false;
    world.time.advance(RETRY);
    assertThat(made.get()).isEqualTo("made2");
    return made;
  }

  private String build(String version) {
    if (fails) {
      throw new IllegalStateException();
    }
    return "made" + version;
  }

  @Test
  void the_one_before_it_is_accepted() {
    Rotating<String> made = madeLate();

    assertThat(made.accepted()).containsExactly("made2", "made1");
    assertThat(made.previous()).contains("made1");
  }

  @Test
  void the_one_before_it_is_accepted_for_the_overlap() {
    Rotating<String> made = madeLate();

    world.time.advance(Duration.ofHours(1));

    assertThat(made.accepted()).containsExactly("made2");
  }
}
