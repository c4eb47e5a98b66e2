package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountsTest {
  private final Pair one = Pair.random();
  private final Pair other = Pair.random();

  @Test
  void only_what_was_activated_is_accepted() {
    Accounts accounts = new Accounts(false);
    accounts.activate(one.key(), one.secret());

    assertThat(accounts.accept(one.key(), one.secret())).isTrue();
    assertThat(accounts.accept(one.key(), other.secret())).isFalse();
    assertThat(accounts.accept(other.key(), other.secret())).isFalse();
  }

  @Test
  void what_was_deactivated_is_refused() {
    Accounts accounts = new Accounts(false);
    accounts.activate(one.key(), one.secret());
    accounts.deactivate(one.key());

    assertThat(accounts.accept(one.key(), one.secret())).isFalse();
  }

  @Test
  void a_learner_takes_new_pairs_and_no_halves_of_known_ones() {
    Accounts accounts = new Accounts(true);

    assertThat(accounts.accept(one.key(), one.secret())).isTrue();
    assertThat(accounts.accept(one.key(), other.secret())).isFalse();
    assertThat(accounts.accept(other.key(), one.secret())).isFalse();
    assertThat(accounts.accept(other.key(), other.secret())).isTrue();
    assertThat(accounts.accept(one.key(), one.secret())).isTrue();
  }

  @Test
  void a_learner_refuses_a_pair_that_calls_itself_wrong() {
    Accounts accounts = new Accounts(true);

    assertThat(accounts.accept("wrong-key", one.secret())).isFalse();
    assertThat(accounts.accept(one.key(), "wrong-secret")).isFalse();
  }
}
