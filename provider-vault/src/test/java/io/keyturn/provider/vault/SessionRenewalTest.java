package io.keyturn.provider.vault;

import static io.keyturn.provider.vault.TestSession.OK;
import static io.keyturn.provider.vault.TestSession.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions whose tokens can be renewed. Issues of other clients are named where they fit. */
class SessionRenewalTest {
  private final TestSession fake = new TestSession();

  private Session minute() {
    return fake.session(() -> fake.renewable(60));
  }

  private void look(Session session) {
    fake.ask(session, OK);
  }

  private static Duration next(Session session) {
    return TestSession.nextLook(session).orElseThrow();
  }

  @Test
  void a_token_is_renewed_by_its_whole_life_a_tenth_before_two_thirds_are_over() {
    fake.api.grants(60).grants(60);
    Session session = minute();

    look(session);
    fake.pass(33);
    look(session);
    assertThat(fake.api.asked).isEmpty();
    fake.pass(1);
    look(session);
    fake.pass(33);
    look(session);
    fake.pass(1);
    look(session);

    assertThat(fake.api.asked).containsExactly("renew token1 60", "renew token1 60");
    assertThat(fake.used).containsOnly("token1");
    assertThat(fake.logins).hasValue(1);
  }

  @Test
  void a_renewal_moves_the_end_of_the_token_and_of_what_it_made() {
    fake.api.grants(60);
    Session session = minute();
    SessionToken by = session.ask(Uses.ONE, token -> OK).by();
    fake.pass(40);

    assertThat(session.ask(Uses.ONE, token -> OK).by()).isSameAs(by);

    assertThat(by.left(fake.now.get())).isEqualTo(Duration.ofMinutes(1).toNanos());
  }

  @Test
  @Witness(value = Row.SESSION_LOOK, kind = Witness.Kind.REQUEST)
  void the_next_look_is_when_two_thirds_are_over() {
    fake.api.grants(30);
    Session session = minute();
    assertThat(TestSession.nextLook(session)).isEmpty();

    look(session);
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(40));
    fake.pass(30);
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(10));
    fake.pass(next(session));
    look(session);

    assertThat(fake.used).containsExactly("token1", "token2");
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void a_fourth_bundle_need_not_come_unless_its_lease_ends_with_the_token() {
    Session session = minute();
    look(session);
    for (int i = 0; i < 3; i++) {
      session.nextLook(Vaults.location("secret/" + i), Optional.empty(), false);
    }
    SecretLocation fourth = Vaults.location("secret/3");

    assertThat(session.nextLook(fourth, Optional.empty(), false)).isEmpty();
    assertThat(session.nextLook(fourth, Optional.empty(), true)).contains(Duration.ofSeconds(50));
  }

  @Test
  void a_session_without_an_end_wants_no_look() {
    Session session = fake.session(() -> fake.renewable(0));

    look(session);

    assertThat(TestSession.nextLook(session)).isEmpty();
  }

  /** Vault tells the maximum life nowhere: 10 s of at most 20 s were renewed by 10, 5, 1. */
  @Test
  @Witness(value = Row.SESSION, kind = Witness.Kind.RECORDED)
  void near_its_maximum_life_a_token_is_replaced_in_the_same_look() {
    fake.api.grants(60).grants(39);
    Session session = minute();

    look(session);
    fake.pass(40);
    look(session);
    fake.pass(40);
    look(session);

    assertThat(fake.api.asked).hasSize(2);
    assertThat(fake.used).containsExactly("token1", "token1", "token2");
  }

  @Test
  void what_a_renewal_brought_is_used_up_to_two_thirds_and_then_not_asked_for_again() {
    fake.api.grants(45);
    Session session = minute();

    look(session);
    fake.pass(40);
    look(session);
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(30));
    fake.pass(30);
    look(session);

    assertThat(fake.api.asked).hasSize(1);
    assertThat(fake.used).containsExactly("token1", "token1", "token2");
  }

  @Test
  void a_token_at_its_maximum_life_is_used_to_its_end_while_logins_fail() {
    fake.api.grants(21);
    AtomicBoolean away = new AtomicBoolean();
    Session session = fake.session(() -> away.get() ? failing() : fake.renewable(60));
    look(session);
    fake.pass(40);
    away.set(true);

    look(session);
    fake.pass(20);
    look(session);
    away.set(false);
    fake.pass(1);
    look(session);

    assertThat(fake.used).containsExactly("token1", "token1", "token1", "token2");
  }

  /** spring-vault#863, #870, spring-cloud-vault#715: served after its end, for ever. */
  @Test
  @Witness(value = Row.NOT_RENEWABLE, kind = Witness.Kind.RECORDED)
  void a_token_that_cannot_be_renewed_is_replaced_before_its_end() {
    Session session = fake.session(() -> fake.made(Duration.ofMinutes(1), false, 0));

    look(session);
    fake.pass(next(session));
    look(session);

    assertThat(fake.used).containsExactly("token1", "token2");
    assertThat(fake.api.asked).isEmpty();
  }

  /** The same issues, after a time in which nobody read. */
  @Test
  void a_token_whose_end_is_over_is_never_sent() {
    Session session = fake.session(() -> fake.made(Duration.ofMinutes(1), false, 0));

    look(session);
    fake.pass(600);
    look(session);

    assertThat(fake.used).containsExactly("token1", "token2");
  }

  @Test
  void where_the_policy_does_not_allow_renewals_a_login_follows_and_no_renewal_is_tried_again() {
    Session session = fake.session(() -> fake.logins.get() == 0 ? fake.renewable(60) : failing());

    look(session);
    fake.pass(40);
    look(session);
    fake.pass(next(session));
    look(session);

    assertThat(fake.api.asked).hasSize(1);
    assertThat(fake.used).containsOnly("token1");
  }

  /** Whose policies have changed, or whose role is gone: Vault 1.13 says it with status 500. */
  @Test
  @Witness(value = Row.NOT_RENEWABLE, kind = Witness.Kind.RECORDED)
  void where_vault_refuses_the_renewal_for_good_a_login_follows_in_the_same_look() {
    fake.api.then(
        () ->
            FakeTokenApi.answer(
                500,
                "{\"errors\":[\"1 error occurred:\\n\\t* failed to renew entry: policies have"
                    + " changed, not renewing\\n\\n\"]}"));
    Session session = minute();

    look(session);
    fake.pass(40);
    look(session);

    assertThat(fake.used).containsExactly("token1", "token2");
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(40));
  }

  /** spring-cloud-vault#708, spring-vault#839, #646: one failure ends all renewals. */
  @Test
  @Witness(value = Row.LOGIN_FAILS, kind = Witness.Kind.RECORDED)
  void one_failed_renewal_is_tried_again_and_the_token_kept() {
    fake.api.fails().grants(60);
    Session session = minute();

    look(session);
    fake.pass(40);
    look(session);
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(1));
    fake.pass(1);
    look(session);

    assertThat(fake.api.asked).hasSize(2);
    assertThat(fake.logins).hasValue(1);
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(40));
  }

  /** spring-cloud-vault#958: the next try came a whole interval later, after the end: 6 s, 12 s. */
  @Test
  @Witness(value = Row.LOGIN_FAILS, kind = Witness.Kind.RECORDED)
  void failed_renewals_are_tried_again_before_the_end_of_a_short_token() {
    List<Double> tries = new ArrayList<>();
    double seconds = 0;
    Session session = fake.session(() -> fake.renewable(8));
    look(session);
    while (seconds < 7.9) {
      Duration next = next(session);
      fake.pass(next);
      seconds += next.toNanos() / 1e9;
      fake.api.fails();
      int before = fake.api.asked.size();
      look(session);
      if (fake.api.asked.size() > before) {
        tries.add(seconds);
      }
    }

    assertThat(tries).hasSizeBetween(4, 12);
    assertThat(tries.get(0)).isLessThan(5.34);
    assertThat(tries.get(1)).isLessThan(6.3);
  }

  @Test
  void failures_in_a_row_double_the_pause_to_half_a_minute() {
    Session session = fake.session(() -> fake.logins.get() == 0 ? fake.renewable(3600) : failing());
    look(session);
    fake.pass(2400);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      fake.api.fails();
      look(session);
      pauses.add(next(session).toSeconds());
      fake.pass(next(session));
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void no_pause_takes_more_than_a_third_of_what_is_left() {
    Session session = fake.session(() -> fake.renewable(90));
    SessionToken token = session.ask(Uses.ONE, asked -> OK).by();
    fake.pass(60);
    for (int i = 0; i < 12; i++) {
      fake.api.fails();
      look(session);

      long left = token.left(fake.now.get());
      assertThat(next(session).toNanos())
          .isLessThanOrEqualTo(Math.max(left / 3, Duration.ofMillis(250).toNanos()));
      fake.pass(next(session));
    }
  }

  @Test
  void many_readers_do_not_try_during_a_pause() {
    fake.api.fails().fails();
    Session session = minute();
    look(session);
    fake.pass(40);

    for (int i = 0; i < 100; i++) {
      look(session);
    }

    assertThat(fake.api.asked).hasSize(1);
    assertThat(fake.used).hasSize(101);
  }

  @Test
  @Witness(value = Row.LOGIN_FAILS, kind = Witness.Kind.RECORDED)
  void many_readers_without_a_token_do_not_hammer_the_login() {
    AtomicInteger tries = new AtomicInteger();
    Session session =
        fake.session(
            () -> {
              tries.incrementAndGet();
              return failing();
            });

    for (int tenths = 0; tenths < 100; tenths++) {
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> look(session)).hasMessage("status 500");
      }
      fake.pass(Duration.ofMillis(100));
    }

    assertThat(tries).hasValueBetween(10, 13);
  }

  @Test
  @Timeout(10)
  void readers_that_waited_for_a_login_share_its_failure() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Session session =
        fake.session(
            () -> {
              tries.incrementAndGet();
              begun.countDown();
              await(end);
              return failing();
            });
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      readers.add(started(() -> failure(session)));
      begun.await();
    }
    while (readers.stream().filter(SessionRenewalTest::waits).count() < 8) {
      Thread.onSpinWait();
    }
    fake.pass(1);
    end.countDown();
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(tries).hasValue(1);
    fake.pass(1);
    failure(session);
    assertThat(tries).hasValue(2);
  }

  /** Ends with the JVM, whatever becomes of the test. */
  private static Thread started(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private void failure(Session session) {
    assertThatThrownBy(() -> session.ask(Uses.ONE, token -> OK)).isInstanceOf(VaultFailure.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw VaultFailure.interrupted();
    }
  }

  @Test
  @Timeout(10)
  void readers_do_not_wait_for_a_renewal() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    fake.api.then(
        () -> {
          begun.countDown();
          await(end);
          return FakeTokenApi.granted(60);
        });
    Session session = minute();
    look(session);
    fake.pass(40);
    Thread other = started(() -> session.ask(Uses.ONE, token -> OK));
    begun.await();

    look(session);

    end.countDown();
    other.join();
    look(session);
    assertThat(fake.api.asked).hasSize(1);
    assertThat(next(session)).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void an_interrupt_of_one_reader_is_no_failure_for_the_others() {
    Session session =
        fake.session(
            () -> {
              if (fake.logins.getAndIncrement() == 0) {
                throw VaultFailure.interrupted();
              }
              return fake.renewable(60);
            });
    assertThatThrownBy(() -> look(session)).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();

    look(session);

    assertThat(fake.used).hasSize(1);
  }

  /** A login that takes long is no longer life. */
  @Test
  void a_life_counts_from_when_it_was_asked_for() {
    Session session =
        fake.session(
            () -> {
              fake.pass(5);
              return fake.renewable(60);
            });

    look(session);

    assertThat(next(session)).isEqualTo(Duration.ofSeconds(35));
  }

  @Test
  void what_a_login_made_can_be_revoked() {
    fake.api.then(() -> FakeTokenApi.answer(204, ""));
    Session session = minute();
    SessionToken token = session.ask(Uses.ONE, asked -> OK).by();

    assertThat(session.revoke(token)).isTrue();
    assertThat(session.revoke(token)).isFalse(); // refused

    assertThat(fake.api.asked).containsExactly("revoke token1", "revoke token1");
  }
}
