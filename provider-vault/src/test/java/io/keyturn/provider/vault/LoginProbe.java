package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultLogins;
import io.keyturn.testservers.VaultServer;
import java.util.UUID;

/** A login at a place of its own, to a real Vault, and the one secret that it may read. */
final class LoginProbe {
  final VaultServer vault;

  /** The name of its mount, role, user and policy. */
  final String name = "l" + UUID.randomUUID();

  final TokenTerms terms = TokenTerms.of(name);
  final SecretLocation bundle = Vaults.location("secret/" + name);

  LoginProbe() {
    this(Vaults.shared());
  }

  LoginProbe(VaultServer vault) {
    this.vault = vault;
    vault.policy(name, Vaults.rule("secret/data/" + name, "read"));
    vault.api(
        "POST",
        "secret/data/" + name,
        "{\"data\":{\"key\":\"" + LeakGuard.canary().text() + "\"}}");
  }

  VaultLogins logins() {
    return vault.logins().at(name);
  }

  /** At the mount, by this login. */
  ProviderSettings.Builder settings(String login) {
    return Vaults.settings(vault.address())
        .text(LoginKeys.LOGIN, login)
        .text(LoginKeys.LOGIN_MOUNT, name);
  }

  void assertReads(SecretProvider provider) {
    assertThat(provider.fetch(bundle).fields()).containsExactly("key");
    LeakGuard.check(provider.toString());
  }

  void assertReads(ProviderSettings.Builder settings) {
    try (SecretProvider provider = Vaults.provider(settings)) {
      assertReads(provider);
    }
  }

  /** It fails so, for this reason, and tells nothing. */
  void assertFails(SecretProvider provider, Kind kind, String reason) {
    Throwable thrown = catchThrowable(() -> provider.fetch(bundle));
    assertThat(thrown).isInstanceOf(SecretException.class).hasNoCause();
    assertThat(((SecretException) thrown).kind()).isEqualTo(kind);
    assertThat(((SecretException) thrown).reason()).isEqualTo(reason);
    LeakGuard.check(thrown);
  }

  void assertFails(ProviderSettings.Builder settings, Kind kind, String reason) {
    try (SecretProvider provider = Vaults.provider(settings)) {
      assertFails(provider, kind, reason);
    }
  }

  /** Vault forgets the tokens that this login gave: the next read logs in again. */
  void endSessions() {
    vault.api("PUT", "sys/leases/revoke-prefix/auth/" + name);
  }
}
