package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Vault locks a role or user for a quarter of an hour after five wrong credentials, by default; for
 * whoever has the right one too.
 */
class LockoutTest {
  private static final int MANY = 12;
  private static final String SHORT = "; the same is not sent twice within 1 min";
  private static final String LONG = "; the same is not sent twice within 30 min";

  private final LoginProbe probe = new LoginProbe();
  private final AtomicReference<Secret> credential = new AtomicReference<>();
  private final AtomicLong passed = new AtomicLong();

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory(() -> System.nanoTime() + passed.get())
        .create(settings.build());
  }

  private ProviderSettings.Builder userpass() {
    return probe
        .settings("userpass")
        .text(LoginKeys.USERNAME, probe.name)
        .secret(LoginKeys.PASSWORD, credential::get);
  }

  private ProviderSettings.Builder appRole(VaultServer.AppRole role) {
    return probe
        .settings("approle")
        .text(LoginKeys.ROLE_ID, role.roleId())
        .secret(LoginKeys.SECRET_ID, credential::get);
  }

  private Secret wrong() {
    return Secret.of(LeakGuard.canary().text());
  }

  private Secret user(String password) {
    probe.logins().userpass(probe.name, password, probe.terms);
    return Secret.of(password);
  }

  /** Reads too often with a wrong credential, then with this one: which is not locked out. */
  private void locksNobodyOut(ProviderSettings.Builder settings, Secret right) {
    try (SecretProvider lagging = provider(settings)) {
      credential.set(wrong());
      for (int i = 0; i < MANY; i++) {
        pass(Duration.ofSeconds(31));
        assertThatThrownBy(() -> probe.assertReads(lagging))
            .isInstanceOf(SecretAccessDeniedException.class);
      }
      credential.set(right);
      pass(Duration.ofSeconds(1)); // when the last failure is no answer

      probe.assertReads(lagging);
      probe.assertReads(settings);
    }
  }

  @Test
  void a_wrong_secret_id_locks_nobody_out() {
    VaultServer.AppRole role = probe.logins().appRole(probe.name, probe.terms);
    LeakGuard.guard(role.secretId());

    locksNobodyOut(appRole(role), Secret.of(role.secretId()));
  }

  @Test
  void a_wrong_password_locks_nobody_out() {
    locksNobodyOut(userpass(), user(LeakGuard.canary().text()));
  }

  /** It came before the server knew it. */
  @Test
  void what_was_refused_is_sent_again_after_a_minute() {
    Secret right = late();
    try (SecretProvider provider = provider(userpass())) {
      refuses(provider, SHORT);
      user(right.exposeString());
      pass(Duration.ofSeconds(59));
      refuses(provider, SHORT);
      pass(Duration.ofSeconds(1));

      probe.assertReads(provider);
    }
  }

  /** What was wrong at the server was mended. */
  @Test
  void what_was_refused_twice_is_sent_again_after_half_an_hour() {
    Secret right = late();
    try (SecretProvider provider = provider(userpass())) {
      refuses(provider, SHORT);
      pass(Duration.ofMinutes(1));
      refuses(provider, LONG);
      user(right.exposeString());
      pass(Duration.ofMinutes(29));
      refuses(provider, LONG);
      pass(Duration.ofMinutes(1));

      probe.assertReads(provider);
    }
  }

  /** The user has another password yet. */
  private Secret late() {
    user(LeakGuard.canary().text());
    Secret right = wrong();
    credential.set(right);
    return right;
  }

  @Test
  void a_user_that_is_locked_is_told_as_that() {
    Secret right = user(LeakGuard.canary().text());
    for (int i = 0; i < 5; i++) {
      credential.set(wrong());
      try (SecretProvider provider = provider(userpass())) {
        refuses(provider, SHORT);
      }
    }
    credential.set(right);

    probe.assertFails(
        userpass(),
        Kind.ACCESS_DENIED,
        "status 403: Vault refuses the login by userpass at auth/"
            + probe.name
            + " with username and password (keyturn.stores.vault.password); nothing is mounted"
            + " there, or it is locked: by default for a quarter of an hour after five wrong"
            + " credentials");
  }

  private void pass(Duration time) {
    passed.addAndGet(time.toNanos());
  }

  private void refuses(SecretProvider provider, String end) {
    Throwable thrown = catchThrowable(() -> provider.fetch(Vaults.location("secret/x")));
    assertThat(thrown)
        .isInstanceOf(SecretAccessDeniedException.class)
        .extracting(refusal -> ((SecretAccessDeniedException) refusal).reason())
        .asString()
        .contains("Vault refuses the login by userpass")
        .endsWith(end);
    LeakGuard.check(thrown);
  }
}
