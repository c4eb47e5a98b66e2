package io.keyturn.provider.vault;

import static io.keyturn.provider.vault.TestSession.DENIED;
import static io.keyturn.provider.vault.TestSession.OK;
import static io.keyturn.provider.vault.TestSession.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tokens that somebody else made: configured, or in a file. */
class GivenTokenTest {
  private static final String PERIODIC =
      "\"creation_ttl\":30,\"num_uses\":0,\"period\":30,\"renewable\":true,\"ttl\":29";

  private final TestSession fake = new TestSession();
  private String file = "given";
  private final AtomicInteger reads = new AtomicInteger();
  private final Session session = fake.session(this::read);

  private Auth read() {
    reads.incrementAndGet();
    if (file.isEmpty()) {
      throw new VaultFailure(Kind.ACCESS_DENIED, "no login: nothing is there");
    }
    return given(file);
  }

  private void look() {
    fake.ask(session, OK);
  }

  private Duration next() {
    return TestSession.nextLook(session).orElseThrow();
  }

  /** spring-cloud-vault#958 and its kind: a token of VAULT_TOKEN is never renewed, and dies. */
  @Test
  void a_periodic_token_is_looked_up_once_and_renewed_by_its_period() {
    fake.api.finds(PERIODIC).grants(30).grants(30);

    look();
    assertThat(next()).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(20));
    fake.pass(10);
    look();
    fake.pass(10);
    look();
    fake.pass(20);
    look();

    assertThat(fake.api.asked).containsExactly("look up given", "renew given 30", "renew given 30");
    assertThat(next()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void a_renewable_token_is_renewed_by_its_first_life() {
    fake.api
        .finds("\"creation_ttl\":3600,\"num_uses\":0,\"renewable\":true,\"ttl\":60")
        .grants(3600);

    look();
    fake.pass(next());
    look();

    assertThat(fake.api.asked).containsExactly("look up given", "renew given 3600");
    assertThat(next()).isEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void it_is_looked_up_after_the_first_answer_which_its_last_use_would_cost() {
    fake.ask(session, DENIED);
    assertThat(fake.api.asked).isEmpty();

    fake.api.finds(PERIODIC);
    look();

    assertThat(fake.api.asked).hasSize(1);
  }

  @Test
  void without_the_right_to_ask_nothing_is_known_and_nothing_asked_again() {
    for (int i = 0; i < 5; i++) {
      look();
    }

    assertThat(fake.api.asked).containsExactly("look up given");
    assertThat(TestSession.nextLook(session)).isEmpty();
  }

  @Test
  void a_look_up_that_failed_is_made_again_at_the_next_looks_but_not_for_ever() {
    fake.api.fails().fails().fails();

    look();
    assertThat(next()).isEqualTo(Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      look();
    }

    assertThat(fake.api.asked).hasSize(3);
    assertThat(TestSession.nextLook(session)).isEmpty();
  }

  @Test
  void a_root_token_has_no_end() {
    fake.api.finds("\"creation_ttl\":0,\"num_uses\":0,\"renewable\":false,\"ttl\":0");

    look();

    assertThat(TestSession.nextLook(session)).isEmpty();
  }

  /** Vault rounds down. */
  @Test
  void a_token_in_its_last_second_has_an_end() {
    fake.api.finds("\"creation_ttl\":60,\"num_uses\":0,\"renewable\":false,\"ttl\":0");

    look();

    assertThat(next()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  @Witness(value = Row.TOKEN_FILE, kind = Witness.Kind.RECORDED)
  void a_batch_token_is_read_again_at_two_thirds_and_what_is_there_now_taken() {
    fake.api
        .finds("\"creation_ttl\":60,\"num_uses\":0,\"renewable\":false,\"ttl\":60")
        .finds(PERIODIC);

    look();
    fake.pass(33);
    file = "new";
    look();
    fake.pass(7);
    look();

    assertThat(fake.used).containsExactly("given", "given", "new");
    assertThat(fake.api.asked).containsExactly("look up given", "look up new");
  }

  @Test
  void the_same_one_is_read_again_at_two_thirds_of_what_is_left() {
    fake.api.finds("\"creation_ttl\":900,\"num_uses\":0,\"renewable\":false,\"ttl\":900");

    look();
    fake.pass(600);
    look();
    assertThat(next()).isEqualTo(Duration.ofSeconds(200));
    for (int i = 0; i < 100; i++) {
      look();
    }

    assertThat(reads).hasValue(2);
  }

  @Test
  void one_that_outlives_what_was_known_is_asked_after_anew() {
    fake.api
        .finds("\"creation_ttl\":60,\"num_uses\":0,\"renewable\":false,\"ttl\":60")
        .finds(PERIODIC);

    look();
    fake.pass(61);
    look();

    assertThat(fake.used).containsExactly("given", "given");
    assertThat(fake.api.asked).containsExactly("look up given", "look up given");
  }

  @Test
  void a_renewable_one_is_replaced_where_another_is_given_and_kept_where_none_is() {
    fake.api.finds(PERIODIC).grants(30).grants(30).finds(PERIODIC);

    look();
    file = "";
    fake.pass(20);
    look();
    file = "new";
    fake.pass(20);
    look();

    assertThat(fake.used).containsExactly("given", "given", "new");
  }

  @Test
  void one_whose_uses_are_counted_is_read_again_when_they_are_used_up() {
    fake.api
        .finds("\"creation_ttl\":60,\"num_uses\":2,\"renewable\":true,\"ttl\":60")
        .finds(PERIODIC);

    look();
    look();
    look();
    file = "new";
    look();

    assertThat(fake.used).containsExactly("given", "given", "given", "new");
  }

  /** Vault may not have counted them when it answers. */
  @Test
  void what_is_sent_during_the_look_up_is_not_lost() {
    fake.api
        .then(
            () -> {
              others(3);
              return FakeTokenApi.answer(
                  200, "{\"data\":{\"creation_ttl\":60,\"num_uses\":3,\"ttl\":60}}");
            })
        .finds(PERIODIC);

    look();
    file = "new";
    look();

    assertThat(fake.used).containsExactly("given", "given", "given", "given", "new");
  }

  private void others(int requests) {
    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < requests; i++) {
                look();
              }
            });
    other.start();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw VaultFailure.interrupted();
    }
  }

  @Test
  void one_that_its_look_up_used_up_is_read_again() {
    fake.api.finds("\"creation_ttl\":60,\"num_uses\":-1,\"renewable\":true,\"ttl\":60");

    look();
    file = "new";
    look();

    assertThat(fake.used).containsExactly("given", "new");
  }

  @Test
  void an_answer_to_the_look_up_that_is_not_vaults_is_nothing_known() {
    fake.api.then(() -> OK).then(() -> OK).then(() -> OK);

    for (int i = 0; i < 5; i++) {
      look();
    }

    assertThat(fake.api.asked).hasSize(3);
  }

  @Test
  void it_is_never_revoked() {
    look();

    assertThat(session.revoke(session.current().orElseThrow())).isFalse();

    assertThat(fake.api.asked).containsExactly("look up given");
  }

  @Test
  @Witness(value = Row.AGENT, kind = Witness.Kind.REQUEST)
  void where_an_agent_has_the_token_nothing_is_known_renewed_or_believed_to_be_replaced() {
    AtomicInteger logins = new AtomicInteger();
    AgentLogin agent = new AgentLogin();
    Session without =
        fake.session(
            () -> {
              logins.incrementAndGet();
              return agent.logIn();
            });

    fake.ask(without, OK);
    fake.pass(Duration.ofDays(365));
    fake.ask(without, OK);

    assertThat(fake.ask(without, DENIED)).isSameAs(DENIED);
    assertThat(fake.used).hasSize(3);
    assertThat(fake.api.asked).isEmpty();
    assertThat(TestSession.nextLook(without)).isEmpty();
    assertThat(without.revoke(without.current().orElseThrow())).isFalse();
  }
}
