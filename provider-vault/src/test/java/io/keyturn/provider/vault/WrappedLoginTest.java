package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WrappedLoginTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LoginProbe probe = new LoginProbe();
  private final VaultServer.AppRole role = probe.logins().appRole(probe.name, probe.terms);
  private Supplier<Secret> token = WrappedLoginTest::missing;

  private ProviderSettings.Builder settings() {
    return probe
        .settings("approle")
        .text(LoginKeys.ROLE_ID, role.roleId())
        .secret(LoginKeys.WRAPPED_SECRET_ID, () -> token.get());
  }

  private String wrap() {
    String text = probe.logins().wrappedSecretId(probe.name, MINUTE);
    LeakGuard.guard(text);
    token = Vaults.secret(text);
    return text;
  }

  private void oneLoginEach() {
    probe.vault.api(
        "POST",
        "auth/" + probe.name + "/role/" + probe.name,
        "{\"secret_id_num_uses\":1,\"token_policies\":[\"" + probe.name + "\"]}");
  }

  private String gone() {
    return "no login: the wrapping token (keyturn.stores.vault.wrapped-secret-id) has ended, or was"
        + " unwrapped before; if not by this application, somebody else has the secret id: find"
        + " out who, and give a new one";
  }

  private String refused() {
    return "status 500: Vault refuses the login by approle at auth/"
        + probe.name
        + " with role-id (keyturn.stores.vault.role-id) and secret-id"
        + " (keyturn.stores.vault.wrapped-secret-id); the same is not sent twice within 1 min;"
        + " a new wrapping token is taken up from keyturn.stores.vault.wrapped-secret-id";
  }

  @Test
  @Witness(value = Row.WRAPPED, kind = Witness.Kind.REAL)
  void it_is_unwrapped_once_and_kept() {
    wrap();
    try (SecretProvider provider = Vaults.provider(settings())) {
      probe.assertReads(provider);
      token = Vaults.secret("gone");
      probe.endSessions();

      probe.assertReads(provider);
    }
  }

  @Test
  void what_somebody_else_has_unwrapped_is_told_as_that() {
    String wrapped = wrap();
    probe.vault.api("POST", "sys/wrapping/unwrap", "{\"token\":\"" + wrapped + "\"}");

    probe.assertFails(settings(), Kind.ACCESS_DENIED, gone());
  }

  @Test
  void a_new_wrapping_token_is_taken_when_the_secret_id_is_refused() {
    oneLoginEach();
    wrap();
    try (SecretProvider provider = Vaults.provider(settings())) {
      probe.assertReads(provider);
      probe.endSessions();
      probe.assertFails(provider, Kind.ACCESS_DENIED, refused());
      wrap();

      probe.assertReads(provider);
    }
  }

  @Test
  void a_refused_secret_id_is_told_also_where_its_wrapping_token_is_not_any_more() {
    oneLoginEach();
    wrap();
    try (SecretProvider provider = Vaults.provider(settings())) {
      probe.assertReads(provider);
      probe.endSessions();
      token = WrappedLoginTest::missing;

      probe.assertFails(provider, Kind.ACCESS_DENIED, refused());
    }
  }

  private static Secret missing() {
    throw new SecretUnavailableException(SecretLocation.parse("file:///run/wrapped"), "away");
  }

  @Test
  void a_token_that_stands_for_something_else_is_refused_and_left_as_it_is() {
    String wrapped = probe.vault.wrap("GET", "secret/data/" + probe.name, "", MINUTE);
    LeakGuard.guard(wrapped);
    token = Vaults.secret(wrapped);

    probe.assertFails(
        settings(),
        Kind.ACCESS_DENIED,
        "no login: the wrapping token (keyturn.stores.vault.wrapped-secret-id) does not stand for a"
            + " secret id of auth/"
            + probe.name
            + ": find out who put it there");

    assertThat(probe.vault.api("POST", "sys/wrapping/unwrap", "{\"token\":\"" + wrapped + "\"}"))
        .contains("\"key\"");
  }
}
