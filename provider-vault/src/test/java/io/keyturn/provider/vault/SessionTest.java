package io.keyturn.provider.vault;

import static io.keyturn.provider.vault.TestSession.DENIED;
import static io.keyturn.provider.vault.TestSession.OK;
import static io.keyturn.provider.vault.TestSession.failing;
import static io.keyturn.provider.vault.TestSession.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private final TestSession fake = new TestSession();
  private final AtomicInteger logins = fake.logins;
  private final List<String> used = fake.used;

  private Session session(Login login) {
    return fake.session(login);
  }

  private Auth living90Seconds() {
    return made(Duration.ofSeconds(90));
  }

  private Auth livingForEver() {
    return made(Duration.ZERO);
  }

  private Auth made(Duration life) {
    return fake.made(life, false, 0);
  }

  private void pass(long seconds) {
    fake.pass(seconds);
  }

  private Answer ask(Session session, Answer... answers) {
    return fake.ask(session, answers);
  }

  @Test
  void logs_in_again_when_two_thirds_of_the_life_are_over() {
    Session session = session(this::living90Seconds);

    ask(session, OK);
    pass(50);
    ask(session, OK);
    pass(10);
    ask(session, OK);

    assertThat(used).containsExactly("token1", "token1", "token2");
  }

  @Test
  void a_token_without_an_end_is_kept() {
    Session session = session(() -> given("token" + logins.incrementAndGet()));

    ask(session, OK);
    pass(Duration.ofDays(365).toSeconds());
    ask(session, OK);

    assertThat(logins).hasValue(1);
  }

  @Test
  void a_token_that_lives_is_used_while_the_next_login_fails() {
    Session session = session(() -> logins.get() == 0 ? living90Seconds() : failing());

    ask(session, OK);
    pass(89);
    ask(session, OK);
    pass(1);

    assertThat(used).containsExactly("token1", "token1");
    assertThatThrownBy(() -> ask(session, OK)).isInstanceOf(VaultFailure.class);
  }

  @Test
  @Witness(value = Row.FORBIDDEN, kind = Witness.Kind.RECORDED)
  void a_refused_token_is_replaced_once() {
    Session session = session(this::living90Seconds);
    ask(session, OK);

    assertThat(ask(session, DENIED, OK)).isSameAs(OK);

    assertThat(used).containsExactly("token1", "token1", "token2");
  }

  @Test
  void a_refusal_of_a_token_made_for_the_request_is_believed() {
    Session session = session(this::living90Seconds);

    assertThat(ask(session, DENIED)).isSameAs(DENIED);

    assertThat(used).containsExactly("token1");
  }

  @Test
  void a_refusal_that_a_login_did_not_end_is_believed_for_a_minute() {
    Session session = session(this::livingForEver);
    ask(session, OK);

    ask(session, DENIED, DENIED);
    pass(59);
    ask(session, DENIED);
    assertThat(logins).hasValue(2);
    pass(1);
    ask(session, DENIED, OK);
    ask(session, DENIED, OK);

    assertThat(logins).hasValue(4);
  }

  @Test
  void the_same_token_given_again_is_not_tried_again() {
    Session session = session(() -> given("given"));
    ask(session, OK);

    assertThat(ask(session, DENIED)).isSameAs(DENIED);
    assertThat(ask(session, DENIED)).isSameAs(DENIED);

    assertThat(used).hasSize(3);
  }

  @Test
  void a_token_replaced_where_it_is_given_is_taken_up_at_once_even_after_a_refusal_in_vain() {
    List<String> given = new ArrayList<>(List.of("old"));
    Session session = session(() -> given(given.get(given.size() - 1)));
    ask(session, OK);
    ask(session, DENIED);
    given.add("new");
    ask(session, DENIED, DENIED);
    given.add("newest");

    assertThat(ask(session, DENIED, OK)).isSameAs(OK);

    assertThat(used).containsExactly("old", "old", "old", "new", "new", "newest");
  }

  @Test
  @Timeout(10)
  void a_token_that_lives_is_used_while_another_reader_logs_in_early() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Session session = session(() -> logins.get() == 0 ? living90Seconds() : slow(begun, end));
    ask(session, OK);
    pass(60);
    Thread other = new Thread(() -> session.ask(Uses.ONE, token -> OK));
    other.start();
    begun.await();

    ask(session, OK);

    end.countDown();
    other.join();
    ask(session, OK);
    assertThat(used).containsExactly("token1", "token1", "token2");
  }

  @ParameterizedTest
  @ValueSource(longs = {99_999_999_999L, Long.MAX_VALUE})
  void a_life_that_no_clock_can_measure_lasts(long seconds) {
    Session session = session(() -> made(Duration.ofSeconds(seconds)));

    ask(session, OK);
    pass(Duration.ofDays(365).toSeconds());
    ask(session, OK);

    assertThat(logins).hasValue(1);
  }

  @Test
  void concurrent_readers_share_one_login() throws Exception {
    CountDownLatch together = new CountDownLatch(8);
    Session session = session(this::living90Seconds);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<SessionToken>> tokens = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tokens.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return session.ask(Uses.ONE, token -> OK).by();
                }));
      }
      for (Future<SessionToken> token : tokens) {
        assertThat(token.get().auth().token().getToken()).isEqualTo("token1");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_reader_does_not_wait_for_ever_for_anothers_login() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Session session = fake.session(() -> slow(begun, end), Duration.ofMillis(1));
    Thread other = new Thread(() -> session.ask(Uses.ONE, token -> OK));
    other.start();
    begun.await();

    assertThatThrownBy(() -> ask(session, OK)).hasMessage("the login takes too long");

    end.countDown();
    other.join();
  }

  private Auth slow(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      throw VaultFailure.interrupted();
    }
    return living90Seconds();
  }
}
