package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the rights of the page are for, beside the contract: run by {@link LeastRightsTest} with
 * policies of its own, in a time that is moved by hand.
 */
final class UsesOfRights {
  static String rules = "";

  private final VaultServer vault = Vaults.shared();
  private final String name = Vaults.path(); // of the policy, the login and its mount
  private final String role = Databases.role(3600, 24 * 3600);
  private final SecretLocation bundle = Vaults.location(role);
  private final TokenTerms terms =
      TokenTerms.of(name).ttl(Duration.ofHours(10)).withoutDefaultPolicy();
  private final AtomicInteger logins = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  @BeforeEach
  void allow() {
    vault.policy(name, rules.replace("database/creds/app", role));
  }

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory(now::get).create(settings.build());
  }

  private ProviderSettings.Builder withLogin(TokenTerms terms) {
    VaultServer.AppRole login = vault.logins().at(name).appRole(name, terms);
    LeakGuard.guard(login.secretId());
    return Vaults.settings(vault.address())
        .text(LoginKeys.LOGIN_MOUNT, name)
        .text(LoginKeys.ROLE_ID, login.roleId())
        .secret(LoginKeys.SECRET_ID, () -> counted(login.secretId()));
  }

  private Secret counted(String secretId) {
    logins.incrementAndGet();
    return Secret.of(secretId);
  }

  private static String version(SecretBundle user) {
    return user.version().orElseThrow();
  }

  @Test
  void a_user_is_read() {
    try (SecretProvider provider = provider(withLogin(terms))) {
      assertThat(Databases.letsIn(provider.fetch(bundle))).isTrue();
    }
  }

  @Test
  void a_lease_is_renewed() {
    try (SecretProvider provider = provider(withLogin(terms))) {
      SecretBundle user = provider.fetch(bundle);
      now.addAndGet(Duration.ofMinutes(40).toNanos());

      assertThat(provider.fetchIfChanged(bundle, version(user)))
          .isInstanceOf(Outcome.Unchanged.class);
    }
  }

  @Test
  void what_is_retired_is_revoked() {
    try (SecretProvider provider = provider(withLogin(terms))) {
      SecretBundle user = provider.fetch(bundle);

      provider.retire(bundle, version(user));

      assertThat(provider.fetch(bundle).remark()).isEmpty();
      assertThat(isSoon(() -> !Databases.letsIn(user))).isTrue();
    }
  }

  @Test
  void a_login_is_renewed() {
    try (SecretProvider provider = provider(withLogin(terms))) {
      provider.fetch(bundle);
      now.addAndGet(Duration.ofHours(7).toNanos());
      provider.fetch(bundle);
    }
    assertThat(logins).hasValue(1);
  }

  @Test
  void the_life_of_a_given_token_is_known() {
    String token = vault.token(terms.ttl(Duration.ofMinutes(1)));
    LeakGuard.guard(token);
    ProviderSettings.Builder settings = Vaults.settings(vault.address());
    try (SecretProvider provider =
        provider(settings.secret(LoginKeys.TOKEN, Vaults.secret(token)))) {
      provider.fetch(bundle); // it is looked up after that

      assertThat(provider.fetch(bundle).validFor().orElseThrow())
          .isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_login_is_revoked_on_close() {
    try (SecretProvider provider =
        provider(withLogin(terms).text(LeaseKeys.REVOKE_ON_CLOSE, "true"))) {
      provider.fetch(bundle);
      assertThat(isLoggedIn()).isTrue();
    }
    assertThat(isSoon(() -> !isLoggedIn())).isTrue();
  }

  /** Whether Vault has a token of the login; it says 404 where there is none. */
  private boolean isLoggedIn() {
    try {
      vault.api("LIST", "sys/leases/lookup/auth/" + name + "/login");
      return true;
    } catch (IllegalStateException none) {
      return false;
    }
  }

  /** Vault revokes a little later than it says. */
  private static boolean isSoon(BooleanSupplier done) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
    }
    return true;
  }
}
