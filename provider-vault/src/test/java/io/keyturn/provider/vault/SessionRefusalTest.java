package io.keyturn.provider.vault;

import static io.keyturn.provider.vault.TestSession.DENIED;
import static io.keyturn.provider.vault.TestSession.OK;
import static io.keyturn.provider.vault.TestSession.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.vault.support.VaultToken;

/** Whether a refusal is that of a dead token or of a policy, and what it costs. */
class SessionRefusalTest {
  private static final String DEAD = "permission denied";

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestSession fake = new TestSession();
  private final Session session = fake.session(() -> fake.made(Duration.ZERO, true, 0));

  private static Answer says(String error) {
    return FakeTokenApi.answer(403, "{\"errors\":[\"" + error + "\"]}");
  }

  /** Each could be in vain, and leave a token in Vault; but a role may be given more policies. */
  @Test
  @Witness(value = Row.FORBIDDEN, kind = Witness.Kind.RECORDED)
  void for_what_the_policy_refuses_logins_are_rare_and_revoked() {
    fake.ask(session, OK);

    for (int i = 0; i < Duration.ofHours(12).toMinutes(); i++) {
      fake.ask(session, FakeTokenApi.denied());
      fake.pass(60);
    }

    assertThat(fake.logins).hasValue(18);
    assertThat(fake.api.asked).hasSize(17).allMatch(asked -> asked.startsWith("revoke token"));
    assertThat(fake.api.asked).doesNotContain("revoke token1");
  }

  @Test
  void a_role_that_was_given_more_policies_is_granted_more_by_another_token() {
    SessionToken old = session.ask(Uses.ONE, token -> OK).by();
    fake.ask(session, FakeTokenApi.denied());
    fake.pass(60);

    assertThat(fake.ask(session, FakeTokenApi.denied(), OK)).isSameAs(OK);
    fake.ask(session, OK);

    assertThat(fake.used).containsExactly("token1", "token2", "token1", "token3", "token3");
    assertThat(old.isAlive(fake.now.get())).isTrue();
  }

  @Test
  void a_trial_without_an_answer_is_revoked() {
    fake.ask(session, OK);

    Answer answer =
        session
            .ask(
                Uses.ONE,
                token -> {
                  if (token.carries(VaultToken.of("token2"))) {
                    failing();
                  }
                  return FakeTokenApi.denied();
                })
            .answer();

    assertThat(answer.denied()).isTrue();
    assertThat(fake.api.asked).containsExactly("revoke token2");
  }

  @Test
  void no_trial_is_made_in_the_pause_after_a_login_that_failed() {
    Session session =
        fake.session(() -> fake.logins.get() == 1 ? failing() : fake.made(MINUTE, false, 0));
    fake.ask(session, OK);
    fake.pass(40);
    fake.ask(session, FakeTokenApi.denied()); // the login that is due fails
    fake.logins.incrementAndGet();

    fake.ask(session, FakeTokenApi.denied(), OK);
    assertThat(fake.used).containsOnly("token1");
    fake.pass(Duration.ofMillis(900));
    fake.ask(session, FakeTokenApi.denied(), OK);

    assertThat(fake.used).endsWith("token1", "token3");
  }

  @Test
  void after_a_trial_that_was_granted_more_the_next_ones_begin_anew() {
    fake.ask(session, OK);
    for (int minutes : new int[] {1, 2, 4}) {
      fake.ask(session, FakeTokenApi.denied());
      fake.pass(Duration.ofMinutes(minutes));
    }
    fake.ask(session, FakeTokenApi.denied(), OK);
    fake.ask(session, FakeTokenApi.denied());
    int logins = fake.logins.get();
    fake.pass(60);

    fake.ask(session, FakeTokenApi.denied());

    assertThat(fake.logins).hasValue(logins + 1);
  }

  @Test
  void another_readers_login_is_used_where_it_came_between() {
    fake.ask(session, OK);
    Answer answer =
        session
            .ask(
                Uses.ONE,
                token -> {
                  if (token.carries(VaultToken.of("token1"))) {
                    fake.ask(session, says(DEAD), OK);
                    return FakeTokenApi.denied();
                  }
                  return OK;
                })
            .answer();

    assertThat(answer).isSameAs(OK);
    assertThat(fake.logins).hasValue(2);
    assertThat(fake.api.asked).isEmpty();
  }

  /** As while Vault is away. */
  @Test
  void a_token_is_not_kept_where_it_is_not_known_whether_it_is_granted_more() {
    Answer passing = FakeTokenApi.answer(503, "");
    fake.ask(session, OK);

    assertThat(fake.ask(session, FakeTokenApi.denied(), passing).denied()).isTrue();
    fake.ask(session, OK);

    assertThat(fake.used).containsExactly("token1", "token1", "token2", "token1");
    assertThat(fake.api.asked).containsExactly("revoke token2");
  }

  /** Such as those of a namespace that the login is not of. */
  @Test
  void what_vault_does_not_know_of_new_tokens_either_is_believed_for_a_minute() {
    fake.ask(session, OK);
    fake.ask(session, says(DEAD));
    fake.pass(59);
    fake.ask(session, says(DEAD));
    assertThat(fake.logins).hasValue(2);
    fake.pass(1);

    fake.ask(session, says(DEAD));

    assertThat(fake.logins).hasValue(3);
  }

  /** The second is said from 1.17 on. */
  @ParameterizedTest
  @ValueSource(
      strings = {DEAD, "2 errors occurred:\\n\\t* permission denied\\n\\t* invalid token\\n\\n"})
  @Witness(value = Row.FORBIDDEN, kind = Witness.Kind.RECORDED)
  void a_token_that_vault_does_not_know_has_nothing_left(String error) {
    SessionToken revoked = session.ask(Uses.ONE, token -> OK).by();

    assertThat(fake.ask(session, says(error), OK)).isSameAs(OK);

    assertThat(fake.used).containsExactly("token1", "token2");
    assertThat(revoked.isAlive(fake.now.get())).isFalse();
  }

  /** One bundle is denied for ever; then the token is revoked, which shows at another. */
  @Test
  void a_revoked_token_is_replaced_at_once_while_another_bundle_is_denied() {
    fake.ask(session, OK);
    fake.ask(session, FakeTokenApi.denied());

    assertThat(fake.ask(session, says(DEAD), OK)).isSameAs(OK);

    assertThat(fake.used).containsExactly("token1", "token1", "token2", "token1", "token3");
  }

  /** Another secret id may be there by then. */
  @Test
  void a_token_that_vault_does_not_know_is_not_sent_again_where_the_login_fails() {
    Session session = fake.session(() -> fake.logins.get() == 1 ? failing() : fake.renewable(3600));
    fake.ask(session, OK);
    assertThatThrownBy(() -> fake.ask(session, says(DEAD))).isInstanceOf(VaultFailure.class);
    fake.logins.incrementAndGet();
    fake.pass(1);

    assertThat(fake.ask(session, OK)).isSameAs(OK);

    assertThat(fake.used).containsExactly("token1", "token1", "token3");
  }

  @Test
  void a_token_that_vault_does_not_know_at_its_renewal_has_nothing_left() {
    Session session = fake.session(() -> fake.renewable(3600));
    fake.api.then(() -> says(DEAD));
    SessionToken revoked = session.ask(Uses.ONE, token -> OK).by();
    fake.pass(2400);

    fake.ask(session, OK);

    assertThat(fake.api.asked).hasSize(1);
    assertThat(fake.used).containsExactly("token2");
    assertThat(revoked.isAlive(fake.now.get())).isFalse();
  }

  @Test
  void a_given_token_that_vault_does_not_know_has_nothing_left_once_another_is_given() {
    AtomicInteger given = new AtomicInteger();
    Session session = fake.session(() -> TestSession.given("given" + given.get()));
    SessionToken revoked = session.ask(Uses.ONE, token -> OK).by();

    assertThat(fake.ask(session, says(DEAD))).isNotSameAs(OK);
    assertThat(revoked.isAlive(fake.now.get())).isTrue();
    given.incrementAndGet();
    assertThat(fake.ask(session, says(DEAD), OK)).isSameAs(OK);

    assertThat(fake.used).containsExactly("given0", "given0", "given1");
    assertThat(revoked.isAlive(fake.now.get())).isFalse();
  }

  /** One bundle is denied for ever, which another login shows; then that one's token is revoked. */
  @Test
  void what_the_policy_refuses_to_a_new_token_does_not_keep_it_from_being_replaced() {
    fake.ask(session, OK);
    fake.ask(session, says(DEAD), FakeTokenApi.denied());

    assertThat(fake.ask(session, says(DEAD), OK)).isSameAs(OK);

    assertThat(fake.used).containsExactly("token1", "token1", "token2", "token2", "token3");
  }

  @Test
  void a_given_token_that_its_policy_refuses_keeps_its_leases_when_another_is_given() {
    AtomicInteger given = new AtomicInteger();
    Session session = fake.session(() -> TestSession.given("given" + given.get()));
    SessionToken refused = session.ask(Uses.ONE, token -> OK).by();
    given.incrementAndGet();

    assertThat(fake.ask(session, FakeTokenApi.denied(), OK)).isSameAs(OK);

    assertThat(refused.isAlive(fake.now.get())).isTrue();
  }

  /** Its secret id was good once; the token lives, and is used. */
  @Test
  void a_login_that_fails_after_a_refusal_is_not_tried_at_each_look() {
    AtomicInteger tries = new AtomicInteger();
    Session session =
        fake.session(() -> tries.getAndIncrement() == 0 ? fake.renewable(3600) : failing());
    fake.ask(session, OK);

    for (int i = 0; i < 50; i++) {
      assertThat(fake.ask(session, DENIED)).isSameAs(DENIED);
      fake.pass(1);
    }

    assertThat(tries).hasValue(2);
    assertThat(fake.ask(session, OK)).isSameAs(OK);
  }
}
