package mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;

// region test
class TurnedKeyTest {
  @Test
  void a_turned_key_is_taken_without_a_restart(Canary old, Canary fresh) {
    InMemoryProvider store = new InMemoryProvider().put("mail", Map.of("key", old.text()));
    try (Secrets secrets =
        Secrets.builder().store("memory", store).locate("MAIL_KEY", "memory://mail#key").build()) {
      Rotating<Secret> key = secrets.rotating("MAIL_KEY");
      assertThat(key.get().matches(old.bytes())).isTrue();

      store.rotate("mail", Map.of("key", fresh.text()));
      secrets.refresh("MAIL_KEY");

      assertThat(key.get().matches(fresh.bytes())).isTrue();
    }
  }
}
// endregion
