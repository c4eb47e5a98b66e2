package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the example lives through on a backend whose pair of keys is one bundle. */
abstract class BackendScenarios {
  private static final Duration TTL = Duration.ofSeconds(1);

  /**
   * How a token begins that Vault makes for a login: plain, in Base64 from there on, and in hex.
   */
  private static final List<String> TOKEN = List.of("hvs.", "aHZzL", "6876732e");

  final MailjetStandIn mailjet = MailjetStandIn.start();

  /** The example, told where the pair is in this backend. */
  abstract Example.Setup backend();

  /** Puts a pair into the backend, as its operator does. */
  abstract void put(Pair pair);

  /** Takes the backend away. */
  abstract void stop();

  /** Brings it back, at the same address. */
  abstract void restart();

  /** The example, told to log in with credentials that are canaries, in each way there is. */
  abstract Stream<Example.Setup> watchedLogins();

  /** The package of the backend's client library, which logs at TRACE. */
  abstract String library();

  @AfterEach
  void closeMailjet() {
    mailjet.close();
  }

  private Example.Setup example(Example.Setup backend) {
    return backend
        .environment("MAILJET_BASE_URL", mailjet.address())
        .environment("KEYTURN_CACHE_TTL", TTL.toSeconds() + "s");
  }

  private Pair activePair() {
    Pair pair = Pair.random();
    mailjet.activate(pair.key(), pair.secret());
    return pair;
  }

  @Test
  void a_new_pair_is_turned_to_within_the_ttl_and_as_a_whole() throws Exception {
    Pair old = activePair();
    put(old);
    try (Example example = example(backend()).start("--sends", "24", "--every", "250ms")) {
      example.await("send 3 .*");
      Pair next = activePair();
      put(next);
      long put = System.nanoTime();
      example.await("turned .*");

      assertThat(Duration.ofNanos(System.nanoTime() - put)).isLessThan(TTL.plusSeconds(2));
      assertThat(example.exitCode()).as("%s", example).isZero();
      assertThat(example.lines("send \\d+  200  .*")).hasSize(24);
      assertThat(mailjet.sends(old.key())).isPositive();
      assertThat(mailjet.sends(next.key())).isPositive();
      assertThat(mailjet.sends(old.key()) + mailjet.sends(next.key())).isEqualTo(24);
      assertThat(mailjet.refused()).as("requests with a wrong or mixed pair").isZero();
    }
  }

  @Test
  void a_wrong_pair_costs_no_send() throws Exception {
    Pair right = activePair();
    put(right);
    try (Example example = example(backend()).start("--sends", "20", "--every", "250ms")) {
      example.await("send 3 .*");
      put(Pair.random());

      assertThat(example.exitCode()).as("%s", example).isZero();
      assertThat(mailjet.refused()).as("candidates that were tried").isPositive();
      assertThat(mailjet.sends(right.key())).isEqualTo(20);
      assertThat(example.lines("turned .*")).isEmpty();
      assertThat(example.toString()).contains("Refused");
    }
  }

  @Test
  void an_outage_costs_no_send_and_a_new_pair_after_it_is_turned_to() throws Exception {
    put(activePair());
    try (Example example = example(backend()).start("--sends", "45", "--every", "500ms")) {
      example.await("send 2 .*");
      stop();
      example.await("send 23 .*"); // 10.5 s and 21 messages later
      restart();
      Pair next = activePair();
      put(next);
      long back = System.nanoTime();
      example.await("turned .*");

      assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(5));
      assertThat(example.exitCode()).as("%s", example).isZero();
      assertThat(example.lines("send \\d+  200  .*")).hasSize(45);
      assertThat(mailjet.sends(next.key())).isPositive();
    }
  }

  @Test
  void a_log_at_trace_tells_neither_a_pair_nor_a_credential() throws Exception {
    for (Example.Setup login : watchedLogins().toList()) {
      put(activePair());
      try (Example example =
          example(login).start("--sends", "12", "--every", "250ms", "--log", "trace")) {
        example.await("send 2 .*");
        put(activePair());
        example.await("turned .*");
        put(Pair.random());

        assertThat(example.exitCode()).isZero(); // and looked for every canary
        assertThat(example.toString())
            .contains(" io.keyturn", " " + library())
            .doesNotContain(TOKEN.toArray(String[]::new));
      }
    }
  }
}
