package mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

// region test
class PassedTtlTest {
  private final ManualTime time = new ManualTime();

  @Test
  void a_turned_key_is_taken_when_the_ttl_has_passed(Canary old, Canary fresh) {
    InMemoryProvider store = new InMemoryProvider().put("mail", Map.of("key", old.text()));
    try (Secrets secrets =
        Secrets.builder()
            .store("memory", store)
            .locate("MAIL_KEY", "memory://mail#key")
            .ttl(Duration.ofMinutes(5))
            .jitter(0) // else the look comes up to a tenth of the ttl sooner or later
            .time(time)
            .executor(Runnable::run)
            .build()) {
      Rotating<Secret> key = secrets.rotating("MAIL_KEY");
      store.rotate("mail", Map.of("key", fresh.text()));

      time.advance(Duration.ofMinutes(5).minusNanos(1));
      assertThat(key.get().matches(old.bytes())).isTrue();

      time.advance(Duration.ofNanos(1));
      assertThat(key.get().matches(fresh.bytes())).isTrue();
    }
  }
}
// endregion
