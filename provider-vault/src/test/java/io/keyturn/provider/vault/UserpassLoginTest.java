package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UserpassLoginTest {
  private final LoginProbe probe = new LoginProbe();
  private final AtomicReference<Secret> password = new AtomicReference<>();

  private ProviderSettings.Builder settings() {
    return probe
        .settings("userpass")
        .text(LoginKeys.USERNAME, probe.name)
        .secret(LoginKeys.PASSWORD, password::get);
  }

  private void change() {
    String text = LeakGuard.canary().text();
    probe.logins().userpass(probe.name, text, probe.terms);
    password.set(Secret.of(text + "\n"));
  }

  @Test
  @Witness(value = Row.USERPASS, kind = Witness.Kind.REAL)
  void it_logs_in_with_the_password_as_it_is_now() {
    change();
    try (SecretProvider provider = Vaults.provider(settings())) {
      probe.assertReads(provider);
      change();
      probe.endSessions();

      probe.assertReads(provider);
    }
  }

  @Test
  void a_wrong_password_is_denied() {
    change();
    password.set(Secret.of(LeakGuard.canary().text()));

    probe.assertFails(
        settings().origin(LoginKeys.PASSWORD, "file:///run/password"),
        Kind.ACCESS_DENIED,
        "status 500: Vault refuses the login by userpass at auth/"
            + probe.name
            + " with username and password (file:///run/password); the same is not sent"
            + " twice within 1 min");
  }
}
