package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenReviewServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Vault, and a stand-in for what it asks of Kubernetes. */
class KubernetesLoginTest {
  @AutoClose private final TokenReviewServer kubernetes = TokenReviewServer.start();
  private final LoginProbe probe = new LoginProbe();
  private final AtomicReference<Secret> token = new AtomicReference<>();

  private ProviderSettings.Builder settings() {
    return probe
        .settings("kubernetes")
        .text(LoginKeys.ROLE, probe.name)
        .secret(LoginKeys.JWT, token::get)
        .origin(LoginKeys.JWT, "file:///token");
  }

  private String newToken(String account) {
    String text = kubernetes.token(account);
    LeakGuard.guard(text);
    token.set(Secret.of(text));
    return text;
  }

  @Test
  @Witness(value = Row.KUBERNETES, kind = Witness.Kind.REAL)
  void it_logs_in_with_the_token_as_it_is_now() {
    probe.logins().kubernetes(probe.name, kubernetes, "mailer", probe.terms);
    String first = newToken("mailer");
    try (SecretProvider provider = Vaults.provider(settings())) {
      probe.assertReads(provider);
      kubernetes.revoke(first);
      newToken("mailer");
      probe.endSessions();

      probe.assertReads(provider);
    }
  }

  @Test
  void another_account_is_denied() {
    probe.logins().kubernetes(probe.name, kubernetes, "mailer", probe.terms);
    newToken("other");

    probe.assertFails(
        settings(),
        Kind.ACCESS_DENIED,
        "status 403: Vault refuses the login by kubernetes at auth/"
            + probe.name
            + " with jwt (file:///token)");
  }

  /** Vault answers both alike, with status 403. */
  @Test
  void a_kubernetes_that_is_away_may_pass_and_so_may_a_token_that_it_refuses() {
    probe.logins().kubernetes(probe.name, kubernetes, "mailer", probe.terms);
    String reason =
        "status 403: Vault refuses the login by kubernetes at auth/"
            + probe.name
            + " with jwt (file:///token), or Kubernetes does not answer it";
    kubernetes.revoke(newToken("mailer"));
    probe.assertFails(settings(), Kind.UNAVAILABLE, reason);

    newToken("mailer");
    kubernetes.close();
    probe.assertFails(settings(), Kind.UNAVAILABLE, reason);
  }

  @Test
  void a_mount_that_is_not_configured_yet_may_pass() {
    probe.logins().kubernetes(probe.name, kubernetes, "mailer", probe.terms);
    newToken("mailer");
    probe.vault.api("DELETE", "sys/auth/" + probe.name);
    probe.vault.api("POST", "sys/auth/" + probe.name, "{\"type\":\"kubernetes\"}");
    probe.vault.api(
        "POST",
        "auth/" + probe.name + "/role/" + probe.name,
        "{\"bound_service_account_names\":\"*\",\"bound_service_account_namespaces\":\"*\"}");

    probe.assertFails(settings(), Kind.UNAVAILABLE, "status 500");
  }

  @Test
  void the_file_of_a_pod_is_read_each_time(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("token");
    Credential account = ServiceAccount.credential(file);
    for (int i = 0; i < 2; i++) {
      String text = LeakGuard.canary().text();
      Files.writeString(file, text);

      assertThat(account.expose().equals(text)).isTrue();
    }
    assertThat(account).hasToString("file://" + file);
  }
}
