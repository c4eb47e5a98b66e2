package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultDatabase;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Leases of a real Vault on users of a real PostgreSQL, which counts those that were made. The
 * clock of the provider is moved by hand, so that Vault gives each renewal the whole duration.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseLeasesTest {
  private static final int HOUR = 3600;
  private static final int DAY = 24 * HOUR;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final VaultServer vault = Vaults.shared();
  private final VaultDatabase database = Databases.shared();
  private final AtomicLong now = new AtomicLong();

  private SecretProvider provider(ProviderSettings.Builder settings) {
    settings.drain(Duration.ofMinutes(10));
    return new VaultSecretProviderFactory(now::get).create(settings.build());
  }

  private ProviderSettings.Builder withToken(String token) {
    return Vaults.settings(vault.address()).secret(LoginKeys.TOKEN, Vaults.secret(token));
  }

  private SecretProvider asRoot() {
    return provider(withToken(vault.rootToken()));
  }

  /** A login whose tokens may read the role, and what else is said. */
  private ProviderSettings.Builder withRole(
      String role, String rules, UnaryOperator<TokenTerms> terms) {
    String name = UUID.randomUUID().toString();
    vault.policy(name, Vaults.rule(role, "read") + rules);
    VaultServer.AppRole login = vault.logins().appRole(name, terms.apply(TokenTerms.of(name)));
    LeakGuard.guard(login.secretId());
    return Vaults.settings(vault.address())
        .text(LoginKeys.ROLE_ID, login.roleId())
        .secret(LoginKeys.SECRET_ID, Vaults.secret(login.secretId()));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static String version(SecretBundle bundle) {
    return bundle.version().orElseThrow();
  }

  private static Outcome.Unchanged unchanged(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Unchanged.class);
    return (Outcome.Unchanged) outcome;
  }

  private static SecretBundle changed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Fetched.class);
    return ((Outcome.Fetched) outcome).bundle();
  }

  /** Vault revokes a little later than it says. */
  private void awaitAlive(String role, int users) {
    while (database.alive(role).size() != users) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static boolean isAway(SecretProvider provider, SecretLocation bundle, SecretBundle user) {
    try {
      unchanged(provider.fetchIfChanged(bundle, version(user)));
      return false;
    } catch (SecretUnavailableException e) {
      return true;
    }
  }

  /** One look in five minutes: each eighth renews. */
  @Test
  @Witness(
      value = {Row.LEASE_USERS, Row.LEASE_FAILS, Row.LEASE_RENEWED},
      kind = Witness.Kind.REAL)
  void a_hundred_looks_make_no_user_whatever_is_away_meanwhile() {
    String role = Databases.role(HOUR, DAY);
    SecretLocation bundle = Vaults.location(role);
    try (Gate gate = new Gate(vault.address());
        SecretProvider provider =
            provider(
                withToken(vault.rootToken()).text(VaultKeys.ADDRESS, gate.address().toString()))) {
      SecretBundle user = provider.fetch(bundle);
      int failed = 0;
      for (int look = 0; look < 100; look++) {
        switch (look) {
          case 23 -> gate.shut();
          case 26 -> gate.open();
          case 65 -> database.postgres().stop();
          case 68 -> database.postgres().restart();
          default -> {}
        }
        failed += isAway(provider, bundle, user) ? 1 : 0;
        pass(Duration.ofMinutes(5));
      }

      assertThat(failed).isBetween(4, 5); // Vault may first see that its old connection is broken
      assertThat(database.made(role)).containsExactly(Databases.text(user, "username"));
      assertThat(Databases.letsIn(user)).isTrue();
    }
  }

  /** Half an hour, of which no renewal brings more. */
  @Test
  @Witness(value = Row.LEASE_REPLACED, kind = Witness.Kind.REAL)
  void the_maximum_life_of_a_lease_shows_by_its_renewal() {
    String name = Vaults.path();
    String role = database.role(name, Duration.ofHours(1), Duration.ofDays(1));
    SecretLocation bundle = Vaults.location(role);
    try (SecretProvider provider = asRoot()) {
      SecretBundle user = provider.fetch(bundle);
      database.role(name, Duration.ofMinutes(30), Duration.ofMinutes(30));
      pass(Duration.ofMinutes(40));

      assertThat(
              unchanged(provider.fetchIfChanged(bundle, version(user))).lookAgainIn().orElseThrow())
          .isBetween(Duration.ofMinutes(19), Duration.ofMinutes(20));
      pass(Duration.ofMinutes(20));
      SecretBundle next = changed(provider.fetchIfChanged(bundle, version(user)));

      assertThat(database.made(role))
          .containsExactly(Databases.text(user, "username"), Databases.text(next, "username"));
      assertThat(Databases.letsIn(next)).isTrue();
      assertThat(next.remark()).isEmpty();
    }
  }

  @Test
  void a_lease_that_was_revoked_is_replaced_when_it_is_to_be_renewed() {
    String role = Databases.role(HOUR, DAY);
    SecretLocation bundle = Vaults.location(role);
    try (SecretProvider provider = asRoot()) {
      SecretBundle user = provider.fetch(bundle);
      vault.api("PUT", "sys/leases/revoke-prefix/" + role);
      pass(Duration.ofMinutes(40));

      SecretBundle next = changed(provider.fetchIfChanged(bundle, version(user)));

      assertThat(Databases.letsIn(next)).isTrue();
    }
  }

  /** Another read of the same login shows it. */
  @Test
  void the_leases_of_a_token_that_was_revoked_are_replaced() {
    String role = Databases.role(HOUR, DAY);
    SecretLocation bundle = Vaults.location(role);
    LoginProbe probe = new LoginProbe();
    vault.policy(probe.name, Vaults.rule(role, "read"));
    VaultServer.AppRole login = probe.logins().appRole(probe.name, probe.terms);
    LeakGuard.guard(login.secretId());
    ProviderSettings.Builder settings =
        probe
            .settings("approle")
            .text(LoginKeys.ROLE_ID, login.roleId())
            .secret(LoginKeys.SECRET_ID, Vaults.secret(login.secretId()));
    try (SecretProvider provider = provider(settings)) {
      SecretBundle user = provider.fetch(bundle);
      probe.endSessions();
      SecretBundle other = provider.fetch(bundle);

      SecretBundle next = changed(provider.fetchIfChanged(bundle, version(user)));

      assertThat(Databases.letsIn(next)).isTrue();
      unchanged(provider.fetchIfChanged(bundle, version(other)));
    }
  }

  @Test
  void what_may_be_neither_renewed_nor_revoked_is_replaced_and_said() {
    String role = Databases.role(HOUR, DAY);
    SecretLocation bundle = Vaults.location(role);
    try (SecretProvider provider = provider(withRole(role, "", TokenTerms::withoutDefaultPolicy))) {
      SecretBundle user = provider.fetch(bundle);
      pass(Duration.ofMinutes(40));

      SecretBundle next = changed(provider.fetchIfChanged(bundle, version(user)));
      provider.retire(bundle, version(user));

      assertThat(next.remark().map(Remark::text).orElseThrow()).contains("sys/leases/renew");
      assertThat(provider.fetch(bundle).remark().map(Remark::text).orElseThrow())
          .contains("sys/leases/revoke");
      assertThat(Databases.letsIn(user)).isTrue();
    }
  }

  @Test
  @Witness(value = Row.LEASE_REVOKED, kind = Witness.Kind.REAL)
  void the_user_of_what_is_retired_is_gone() {
    String role = Databases.role(HOUR, DAY);
    SecretLocation bundle = Vaults.location(role);
    String rules = Vaults.rule("sys/leases/revoke", "update");
    try (SecretProvider provider = provider(withRole(role, rules, terms -> terms))) {
      SecretBundle user = provider.fetch(bundle);
      SecretBundle other = provider.fetch(bundle);

      provider.retire(bundle, version(user));

      awaitAlive(role, 1);
      assertThat(Databases.letsIn(other)).isTrue();
    }
  }

  @Test
  @Witness(value = Row.LEASE_END, kind = Witness.Kind.REAL)
  void a_lease_is_valid_no_longer_than_the_token_that_made_it() {
    String role = Databases.role(HOUR, DAY);
    try (SecretProvider provider =
        provider(withRole(role, "", terms -> terms.ttl(Duration.ofMinutes(5))))) {
      SecretBundle user = provider.fetch(Vaults.location(role));

      assertThat(user.validFor().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }
  }

  /** The second login is there before the first ends, and has a lease of its own. */
  @Test
  @Witness(
      value = {Row.LEASE_END, Row.LEASE_DRAIN},
      kind = Witness.Kind.REAL)
  void a_lease_is_replaced_once_its_token_was() {
    String role = Databases.role(HOUR, DAY);
    SecretLocation bundle = Vaults.location(role);
    UnaryOperator<TokenTerms> terms = batch -> batch.batch().ttl(Duration.ofMinutes(1));
    try (SecretProvider provider = provider(withRole(role, "", terms))) {
      SecretBundle user = provider.fetch(bundle);
      pass(Duration.ofSeconds(30));
      assertThat(
              unchanged(provider.fetchIfChanged(bundle, version(user))).lookAgainIn().orElseThrow())
          .isLessThanOrEqualTo(Duration.ofSeconds(10));
      pass(Duration.ofSeconds(10));

      SecretBundle next = changed(provider.fetchIfChanged(bundle, version(user)));

      assertThat(next.validFor().orElseThrow()).isGreaterThan(Duration.ofSeconds(50));
      assertThat(next.remark().map(Remark::text).orElseThrow()).contains("keyturn.rotation.drain");
      assertThat(Databases.letsIn(user)).isTrue();
      assertThat(database.made(role)).hasSize(2);
    }
  }

  @Test
  @Witness(value = Row.LEASE_CLOSED, kind = Witness.Kind.REAL)
  void closing_ends_a_login_with_all_its_users_where_that_is_configured() {
    String role = Databases.role(HOUR, DAY);
    ProviderSettings.Builder settings = withRole(role, "", terms -> terms);
    try (SecretProvider provider = provider(settings.text(LeaseKeys.REVOKE_ON_CLOSE, "true"))) {
      provider.fetch(Vaults.location(role));
      provider.fetch(Vaults.location(role));
    }

    awaitAlive(role, 0);
    assertThat(database.made(role)).hasSize(2);
  }

  @Test
  @Witness(value = Row.LEASE_CLOSED, kind = Witness.Kind.REAL)
  void closing_ends_the_users_of_a_token_that_was_given_and_not_the_token() {
    String role = Databases.role(HOUR, DAY);
    ProviderSettings.Builder settings = withToken(vault.rootToken());
    try (SecretProvider provider = provider(settings.text(LeaseKeys.REVOKE_ON_CLOSE, "true"))) {
      provider.fetch(Vaults.location(role));
      provider.fetch(Vaults.location(role));
    }

    awaitAlive(role, 0);
    assertThat(vault.api("GET", "auth/token/lookup-self")).isNotEmpty();
  }

  @Test
  @Witness(value = Row.LEASE_CLOSED, kind = Witness.Kind.REAL)
  void closing_ends_the_users_of_a_batch_token_singly() {
    String role = Databases.role(HOUR, DAY);
    String rules = Vaults.rule("sys/leases/revoke", "update");
    ProviderSettings.Builder settings =
        withRole(role, rules, terms -> terms.batch().ttl(Duration.ofHours(2)));
    try (SecretProvider provider = provider(settings.text(LeaseKeys.REVOKE_ON_CLOSE, "true"))) {
      provider.fetch(Vaults.location(role));
    }

    awaitAlive(role, 0);
  }

  @Test
  void closing_leaves_the_users_otherwise() {
    String role = Databases.role(HOUR, DAY);
    SecretBundle user;
    try (SecretProvider provider = asRoot()) {
      user = provider.fetch(Vaults.location(role));
    }

    assertThat(Databases.letsIn(user)).isTrue();
  }

  @Test
  void a_database_that_is_away_makes_no_user_and_is_unavailable() {
    String role = Databases.role(HOUR, DAY);
    try (SecretProvider provider = asRoot()) {
      database.postgres().stop();
      assertThatThrownBy(() -> provider.fetch(Vaults.location(role)))
          .isInstanceOf(SecretUnavailableException.class);
    } finally {
      database.postgres().restart();
    }
    assertThat(database.made(role)).isEmpty();
  }
}
