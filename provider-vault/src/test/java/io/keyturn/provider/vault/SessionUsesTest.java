package io.keyturn.provider.vault;

import static io.keyturn.provider.vault.TestSession.OK;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tokens that are good for a number of requests, the {@code num_uses} of a role. */
class SessionUsesTest {
  private final TestSession fake = new TestSession();

  private Session session(int uses) {
    return fake.session(() -> fake.made(Duration.ofMinutes(1), true, uses));
  }

  @Test
  void a_used_up_token_is_replaced_before_a_request_is_lost() {
    Session session = session(2);

    for (int i = 0; i < 5; i++) {
      fake.ask(session, OK);
    }

    assertThat(fake.used).containsExactly("token1", "token1", "token2", "token2", "token3");
  }

  /** What it made is gone too. */
  @Test
  void a_used_up_token_has_nothing_left() {
    Session session = session(2);
    SessionToken token = session.ask(Uses.ONE, asked -> OK).by();
    assertThat(token.isAlive(fake.now.get())).isTrue();

    fake.ask(session, OK);

    assertThat(token.left(fake.now.get())).isZero();
  }

  @Test
  void what_makes_a_lease_leaves_two_uses_of_the_token() {
    Session session = session(4);

    fake.ask(session, Uses.LEASE, OK);
    fake.ask(session, Uses.LEASE, OK);
    fake.ask(session, Uses.LEASE, OK);
    fake.ask(session, OK);

    assertThat(fake.used).containsExactly("token1", "token1", "token2", "token2");
  }

  /** Vault ends all leases of a token with its last use. */
  @Test
  void the_last_use_of_a_token_with_leases_is_left_alone() {
    Session session = session(4);

    fake.ask(session, Uses.LEASE, OK);
    fake.ask(session, OK);
    fake.ask(session, OK);
    fake.ask(session, OK);

    assertThat(fake.used).containsExactly("token1", "token1", "token1", "token2");
  }

  @Test
  void what_vault_does_not_count_may_go_by_the_last_use_of_a_token_with_leases() {
    Session session = session(3);
    fake.ask(session, Uses.LEASE, OK);
    fake.ask(session, OK);

    fake.ask(session, Uses.NONE, OK);

    assertThat(fake.used).containsOnly("token1");
  }

  @Test
  void what_makes_a_lease_logs_in_once_where_a_token_is_good_for_less() {
    Session session = session(1);

    fake.ask(session, Uses.LEASE, OK);
    fake.ask(session, Uses.LEASE, OK);

    assertThat(fake.used).containsExactly("token1", "token2");
    assertThat(fake.logins).hasValue(2);
  }

  @Test
  void what_vault_does_not_count_costs_nothing() {
    Session session = session(1);

    for (int i = 0; i < 5; i++) {
      fake.ask(session, Uses.NONE, OK);
    }
    fake.ask(session, OK);
    fake.ask(session, Uses.NONE, OK);

    assertThat(fake.used)
        .containsExactly("token1", "token1", "token1", "token1", "token1", "token1", "token2");
  }

  /** It would cost one, and its answer repeats the first number. */
  @Test
  void a_token_with_counted_uses_is_replaced_rather_than_renewed() {
    Session session = session(5);

    fake.ask(session, OK);
    fake.pass(40);
    fake.ask(session, OK);

    assertThat(fake.api.asked).isEmpty();
    assertThat(fake.used).containsExactly("token1", "token2");
  }

  @Test
  @Witness(value = Row.USED_UP, kind = Witness.Kind.REQUEST)
  void concurrent_readers_never_use_a_token_too_often() throws Exception {
    List<String> used = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch together = new CountDownLatch(8);
    Session session = session(3);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        readers.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  for (int n = 0; n < 30; n++) {
                    session.ask(
                        Uses.ONE,
                        token -> {
                          used.add(token.auth().token().getToken());
                          return OK;
                        });
                  }
                  return null;
                }));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(used).hasSize(240);
    for (String token : List.copyOf(used)) {
      assertThat(Collections.frequency(used, token)).isLessThanOrEqualTo(3);
    }
    assertThat(fake.logins.get()).isBetween(80, 81);
  }
}
