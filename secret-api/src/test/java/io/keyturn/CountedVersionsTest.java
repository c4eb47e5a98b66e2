package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions that are counted here, and what the log tells of failures one after the other. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountedVersionsTest {
  private final Lines lines = new Lines();
  private final World world = new World();
  private Secrets secrets;

  @BeforeEach
  void start() {
    put("KEY", "SECRET");
    secrets = world.secrets();
    secrets.rotating(World.Pair.class).get();
  }

  @AfterEach
  void close() {
    lines.close();
    world.close();
  }

  private void put(String... fields) {
    SecretBundle.Builder bundle = SecretBundle.builder();
    for (String field : fields) {
      bundle.field(field, LeakGuard.canary().text());
    }
    world.store.put("app", bundle.build());
  }

  private void look(String... fields) {
    put(fields);
    Throwable unused = catchThrowable(() -> secrets.refresh("KEY"));
  }

  private String version() {
    return secrets.get("KEY").version();
  }

  private Optional<String> refused() {
    return secrets.status().bundles().get(0).refused();
  }

  @Test
  void each_content_has_a_number_of_its_own_also_one_that_is_refused() {
    look("KEY");
    assertThat(refused()).contains("~2");
    look("KEY", "OTHER");
    assertThat(refused()).contains("~3");
    look("KEY", "SECRET");

    assertThat(version()).isEqualTo("~4");
    look("KEY", "SECRET");
    assertThat(version()).isEqualTo("~5");
  }

  @Test
  void what_is_refused_again_keeps_its_number() {
    look("KEY");
    world.passTtl();
    world.passTtl();

    assertThat(refused()).contains("~2");
    assertThat(lines.alerts()).hasSize(1);
  }

  @Test
  void what_was_refused_and_is_taken_after_all_keeps_its_number() {
    boolean[] refuses = {true};
    World other = new World();
    other.store.put("app", SecretBundle.of(Map.of("KEY", LeakGuard.canary().text())));
    try (other) {
      Secrets verified =
          other.open(
              other
                  .builder()
                  .executor(Runnable::run)
                  .verify(
                      "KEY",
                      key -> {
                        if (refuses[0]) {
                          throw new IllegalStateException("not yet");
                        }
                      }));
      verified.rotating("KEY").get();
      other.store.put("app", SecretBundle.of(Map.of("KEY", LeakGuard.canary().text())));
      other.passTtl();
      assertThat(verified.status().bundles().get(0).refused()).contains("~2");

      refuses[0] = false;
      other.passTtl();

      assertThat(verified.get("KEY").version()).isEqualTo("~2");
    }
  }

  private void fail(String reason) {
    world.store.fail("app", location -> new SecretFormatException(location, reason));
    world.passTtl();
  }

  @Test
  void another_reason_of_the_same_kind_is_told_and_the_same_one_is_not() {
    fail("line 2 is malformed");
    fail("line 2 is malformed");
    fail("line 1 is malformed");

    assertThat(lines.alerts()).hasSize(2);
    assertThat(lines.alerts().get(0)).contains("line 2 is malformed");
    assertThat(lines.alerts().get(1)).contains("line 1 is malformed");
  }

  @Test
  void what_is_refused_again_after_another_failure_is_told_again() {
    look("KEY");
    fail("it is away");
    world.store.online();
    world.passTtl();
    world.passTtl();

    assertThat(lines.alerts()).hasSize(3);
    assertThat(lines.alerts().get(0)).startsWith("Refused version ~2");
    assertThat(lines.alerts().get(1)).contains("it is away");
    assertThat(lines.alerts().get(2)).startsWith("Refused version ~2");
  }
}
