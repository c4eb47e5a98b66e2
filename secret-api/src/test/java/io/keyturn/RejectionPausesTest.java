package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls whose rejection is told by a predicate, and the reads that rejections lead to. */
class RejectionPausesTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<Long> fullReads = new ArrayList<>();
  private final List<String> used = new ArrayList<>();

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Takes note of the second of each full read, which no poll is. */
  private SecretProvider noting() {
    return new Delegating(world.store) {
      @Override
      public SecretBundle fetch(SecretLocation bundle) {
        fullReads.add(Duration.ofNanos(world.time.nanoTime()).toSeconds());
        return super.fetch(bundle);
      }
    };
  }

  @Test
  void their_pauses_double_up_to_the_ttl_and_no_further() {
    Duration tooShortToWait = A_SECOND.dividedBy(2);
    Secrets secrets =
        world.open(
            world
                .builder("app#{name}", noting())
                .executor(Runnable::run)
                .ttl(A_SECOND.multipliedBy(4))
                .readTimeout(tooShortToWait));
    Rotating<Secret> key = secrets.rotating("KEY");
    Secret first = key.get();
    fullReads.clear();
    for (int second = 0; second < 12; second++) {
      assertThat(key.rejected(first)).isFalse();
      world.time.advance(A_SECOND);
    }

    assertThat(fullReads).containsExactly(0L, 1L, 3L, 7L, 11L);
  }

  @Test
  void after_a_read_that_turned_the_next_one_is_a_second_away() {
    Secrets secrets = world.open(world.builder().executor(Runnable::run));
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    for (int i = 0; i < 3; i++) { // the pause is four seconds now
      assertThat(key.rejected(key.get())).isFalse();
      world.time.advance(A_SECOND.multipliedBy(4));
    }
    world.put("KEY");
    assertThat(key.rejected(key.get())).isTrue();
    world.put("KEY");
    world.time.advance(A_SECOND);

    assertThat(key.rejected(key.get())).isTrue(); // and no time has passed
  }

  @Test
  void they_double_as_well_where_each_read_makes_another_version_that_is_rejected() {
    SecretProvider dynamic =
        new Delegating(noting()) {
          @Override
          public SecretBundle fetch(SecretLocation bundle) {
            world.put("KEY");
            return super.fetch(bundle);
          }
        };
    Secrets secrets =
        world.open(
            world
                .builder("app#{name}", dynamic)
                .executor(Runnable::run)
                .readTimeout(A_SECOND.dividedBy(2)));
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    fullReads.clear();
    for (int second = 0; second < 20; second++) {
      key.rejected(key.get());
      world.time.advance(A_SECOND);
    }

    assertThat(fullReads).containsExactly(0L, 1L, 2L, 4L, 8L, 16L);
  }

  // ---- a predicate

  /** What a service that knows version 2 says. */
  private String ask(Secret key) throws IOException {
    used.add(key.version());
    if (!key.version().equals("2")) {
      throw new IOException("401");
    }
    return "welcome";
  }

  private Rotating<Secret> turnedInTheStore() {
    Rotating<Secret> key = world.secrets().rotating("KEY");
    key.get();
    world.put("KEY");
    return key;
  }

  @Test
  void a_failure_that_the_predicate_knows_is_tried_again_with_the_other_value() throws Exception {
    Rotating<Secret> key = turnedInTheStore();

    String answer = key.call(this::ask, failure -> "401".equals(failure.getMessage()));

    assertThat(answer).isEqualTo("welcome");
    assertThat(used).containsExactly("1", "2");
  }

  @Test
  void a_failure_that_it_does_not_know_is_the_callers() {
    Rotating<Secret> key = turnedInTheStore();

    assertThatThrownBy(() -> key.call(this::ask, failure -> "403".equals(failure.getMessage())))
        .isInstanceOf(IOException.class)
        .hasMessage("401");
    assertThat(used).containsExactly("1");
  }
}
