package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.Rejection;
import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.Subscription;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/turning.md}: the order of a turn, and its samples. */
class TurningTest {
  private final List<String> steps = new ArrayList<>();
  private final ManualTime time = new ManualTime();

  private final class Client {
    private final Secret key;

    private Client(Secret key) {
      this.key = key;
      steps.add("built " + key.version());
    }

    void shutDown() {
      steps.add("retired " + key.version());
    }
  }

  @Test
  void a_turn_takes_its_steps_in_the_order_that_is_told(Canary old, Canary fresh) {
    InMemoryProvider store = new InMemoryProvider().put("mail", Map.of("key", old.text()));
    try (Secrets secrets = secrets(store)) {
      Rotating<Secret> key = secrets.rotating("MAIL_KEY");
      // region retire
      Rotating<Client> client = key.map(Client::new, Client::shutDown);
      // endregion
      // region listen
      Subscription listening =
          client.onRotation(turn -> steps.add("turned to " + turn.newVersion()));
      // endregion
      store.rotate("mail", Map.of("key", fresh.text()));

      // region refresh
      boolean turned = secrets.refresh("MAIL_KEY"); // then client.get() is made from the new key
      // endregion
      assertThat(turned).isTrue();
      assertThat(client.get().key.matches(fresh.bytes())).isTrue();

      time.advance(Duration.ofSeconds(30));
      assertThat(steps)
          .containsExactly("built 1", "verified 2", "built 2", "turned to 2", "retired 1");
      listening.close();
    }
    assertThat(steps).last().isEqualTo("retired 2");
  }

  @Test
  void a_returned_store_is_seen_within_the_longest_pause(Canary old, Canary fresh) {
    InMemoryProvider store = new InMemoryProvider().put("mail", Map.of("key", old.text()));
    try (Secrets secrets = secrets(store)) {
      Rotating<Secret> key = secrets.rotating("MAIL_KEY");
      store.goOffline();
      time.advance(Duration.ofHours(1));
      store.online();
      store.rotate("mail", Map.of("key", fresh.text()));

      time.advance(Duration.ofSeconds(1));

      assertThat(key.get().matches(fresh.bytes())).isTrue();
    }
  }

  private static final class UnauthorizedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  @Test
  void a_rejected_call_is_made_again_with_the_new_key(Canary old, Canary fresh) throws Exception {
    InMemoryProvider store = new InMemoryProvider().put("mail", Map.of("key", old.text()));
    try (Secrets secrets = secrets(store)) {
      Rotating<Secret> client = secrets.rotating("MAIL_KEY");
      client.get();
      store.rotate("mail", Map.of("key", fresh.text()));

      // region call
      String answer =
          client.call(c -> send(c, "hello"), Rejection.causedBy(UnauthorizedException.class));
      // endregion
      assertThat(answer).isEqualTo("sent with 2");
    }
  }

  @Test
  void a_key_that_never_worked_is_turned_back_from(Canary old, Canary fresh) throws Exception {
    InMemoryProvider store = new InMemoryProvider();
    store.put("mail", Map.of("key", "none")).put("mail", Map.of("key", old.text()));
    try (Secrets secrets = secrets(store)) {
      Rotating<Secret> client = secrets.rotating("MAIL_KEY");
      client.get();
      client.call(c -> send(c, "hello"), Rejection.<String>causedBy(Exception.class).turnBack());
      store.rotate("mail", Map.of("key", fresh.text()));
      secrets.refresh("MAIL_KEY");
      rejectTwice(client);

      // region turn-back
      Rejection<String> rejection =
          Rejection.<String>causedBy(UnauthorizedException.class).turnBack();
      String sent = client.call(c -> send(c, "hello"), rejection);
      // endregion
      assertThat(sent).isEqualTo("sent with 2");
      assertThat(client.get().version()).isEqualTo("2");
    }
  }

  private void rejectTwice(Rotating<Secret> client) {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  client.call(
                      c -> send(c, "hello"),
                      Rejection.<String>causedBy(UnauthorizedException.class).turnBack()))
          .isInstanceOf(UnauthorizedException.class);
      time.advance(Duration.ofMinutes(1)); // or the next would wait for it
    }
  }

  private static String send(Secret key, String text) throws UnauthorizedException {
    if (!key.version().equals("2") || text.isEmpty()) {
      throw new UnauthorizedException();
    }
    return "sent with " + key.version();
  }

  @Test
  void a_signature_made_with_either_key_is_accepted(Canary old, Canary fresh) {
    InMemoryProvider store = new InMemoryProvider().put("mail", Map.of("key", old.text()));
    try (Secrets secrets = secrets(store)) {
      Rotating<Secret> key = secrets.rotating("MAIL_KEY");
      byte[] signature = key.get().exposeBytes();
      store.rotate("mail", Map.of("key", fresh.text()));
      secrets.refresh("MAIL_KEY");

      // region accepted
      boolean genuine = key.accepted().stream().anyMatch(k -> isSignedWith(k, signature));
      // endregion
      assertThat(genuine).isTrue();
    }
  }

  private static boolean isSignedWith(Secret key, byte[] signature) {
    return key.matches(signature);
  }

  private Secrets secrets(InMemoryProvider store) {
    return Secrets.builder()
        .store("memory", store)
        .locate("MAIL_KEY", "memory://mail#key")
        .verify("MAIL_KEY", key -> steps.add("verified " + key.version()))
        .ttl(Duration.ofSeconds(1))
        .jitter(0)
        .time(time)
        .executor(Runnable::run)
        .build();
  }
}
