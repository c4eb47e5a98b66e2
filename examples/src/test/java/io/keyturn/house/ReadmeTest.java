package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs the samples of the README and of Javadoc. */
class ReadmeTest {
  record MailjetKeys(
      @SecretName("MAILJET_API_KEY") Secret apiKey,
      @SecretName("MAILJET_SECRET_KEY") Secret secretKey) {}

  record Client(Secret apiKey, Secret secretKey) {
    void send(String text) {
      assertThat(text).isNotEmpty();
    }
  }

  private final Canary canary = LeakGuard.canary();
  private final InMemoryProvider provider =
      new InMemoryProvider().put("mailjet", Map.of("a", canary.text(), "b", canary.text()));

  private Secrets.Builder builder() {
    return Secrets.builder()
        .store("memory", provider)
        .locate("MAILJET_API_KEY", "memory://mailjet#a")
        .locate("MAILJET_SECRET_KEY", "memory://mailjet#b");
  }

  @Test
  void a_client_is_made_from_the_keys() {
    try (Secrets secrets = builder().build()) {
      Rotating<MailjetKeys> keys = secrets.rotating(MailjetKeys.class);
      // region map
      Rotating<Client> client = keys.map(k -> new Client(k.apiKey(), k.secretKey()));
      client.get().send("hello");
      // endregion
      Client first = client.get();
      provider.rotate("mailjet", Map.of("a", LeakGuard.canary().text(), "b", canary.text()));
      secrets.refresh();
      assertThat(client.get()).isNotEqualTo(first);
    }
  }

  @Test
  void a_secret_is_read_by_its_name() {
    try (Secrets secrets = builder().build()) {
      // region get
      Secret key = secrets.get("MAILJET_API_KEY");
      String plain = key.exposeString(); // the only doors to plaintext begin with expose
      // endregion
      assertThat(plain.equals(canary.text())).isTrue();
    }
  }
}
