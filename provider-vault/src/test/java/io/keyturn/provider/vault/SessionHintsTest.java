package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the engine is told to call, and what the session asks then. */
class SessionHintsTest {
  private static final String PATH = "/v1/secret/data/mailjet";
  private static final String NAMESPACE = "X-vault-namespace";
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");

  private final FakeVault vault = new FakeVault().on(PATH, 200, FakeVault.kv2("{}"));
  private final AtomicLong now = new AtomicLong();
  private final String token = LeakGuard.canary().text();

  @AfterEach
  void close() {
    vault.close();
  }

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory(now::get).create(settings.build());
  }

  private ProviderSettings.Builder appRole() {
    vault.on("/v1/auth/approle/login", 200, auth()).on("/v1/auth/token/renew-self", 200, auth());
    return vault
        .settings()
        .text(LoginKeys.ROLE_ID, "role")
        .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()));
  }

  private String auth() {
    return "{\"auth\":{\"client_token\":\""
        + token
        + "\",\"lease_duration\":60,\"renewable\":true,\"num_uses\":0}}";
  }

  @Test
  @Witness(value = Row.SESSION_LOOK, kind = Witness.Kind.REQUEST)
  void every_bundle_says_when_the_session_wants_a_look() {
    try (SecretProvider provider = provider(appRole())) {
      SecretBundle bundle = provider.fetch(MAILJET);
      assertThat(bundle.lookAgainIn()).contains(Duration.ofSeconds(40));
      now.addAndGet(Duration.ofSeconds(30).toNanos());

      Outcome outcome = provider.fetchIfChanged(MAILJET, bundle.version().orElseThrow());

      assertThat(outcome)
          .isEqualTo(new Outcome.Unchanged(Optional.empty(), Optional.of(Duration.ofSeconds(10))));
    }
    assertThat(vault.askedOfItself).isEmpty();
  }

  @Test
  void a_pinned_version_wants_no_look() {
    try (SecretProvider provider = provider(appRole())) {
      SecretBundle bundle = provider.fetch(SecretLocation.parse(MAILJET + "?version=7"));

      assertThat(bundle.fixed()).isTrue();
      assertThat(bundle.lookAgainIn()).isEmpty();
    }
  }

  @Test
  @Witness(value = Row.NAMESPACES, kind = Witness.Kind.REQUEST)
  void a_renewal_goes_to_the_namespace_of_the_login() {
    ProviderSettings.Builder settings =
        appRole().text(VaultKeys.NAMESPACE, "team/a").text(LoginKeys.LOGIN_NAMESPACE, "team");
    try (SecretProvider provider = provider(settings)) {
      provider.fetch(MAILJET);
      now.addAndGet(Duration.ofSeconds(40).toNanos());
      provider.fetch(MAILJET);
    }

    assertThat(vault.asked)
        .extracting(asked -> asked.header(NAMESPACE))
        .containsExactly(List.of("team"), List.of("team/a"), List.of("team/a"));
    assertThat(vault.askedOfItself).hasToString("[POST /v1/auth/token/renew-self]");
    FakeVault.Asked renewal = vault.askedOfItself.get(0);
    assertThat(renewal.header(NAMESPACE)).containsExactly("team");
    assertThat(renewal.header("X-vault-token").equals(List.of(token))).isTrue();
    assertThat(renewal.body()).isEqualTo("{\"increment\":\"60s\"}");
  }

  @Test
  void a_configured_token_is_looked_up_where_the_secrets_are() {
    ProviderSettings.Builder settings = vault.tokenSettings().text(VaultKeys.NAMESPACE, "team/a");
    try (SecretProvider provider = provider(settings)) {
      provider.fetch(MAILJET);
      provider.fetch(MAILJET);
    }

    assertThat(vault.askedOfItself).hasToString("[GET /v1/auth/token/lookup-self]");
    assertThat(vault.askedOfItself.get(0).header(NAMESPACE)).containsExactly("team/a");
  }

  @Test
  @Witness(value = Row.NAMESPACES, kind = Witness.Kind.REQUEST)
  void a_configured_token_may_be_of_another_namespace() {
    vault
        .on("/v1/auth/token/renew-self", 200, auth())
        .on(
            "/v1/auth/token/lookup-self",
            200,
            "{\"data\":{\"creation_ttl\":60,\"num_uses\":0,\"renewable\":true,\"ttl\":60}}");
    ProviderSettings.Builder settings =
        vault
            .tokenSettings()
            .text(VaultKeys.NAMESPACE, "team/a")
            .text(LoginKeys.LOGIN_NAMESPACE, "team");
    try (SecretProvider provider = provider(settings)) {
      provider.fetch(MAILJET);
      now.addAndGet(Duration.ofSeconds(40).toNanos());
      provider.fetch(MAILJET);
    }

    assertThat(vault.asked)
        .extracting(asked -> asked.header(NAMESPACE))
        .containsExactly(List.of("team/a"), List.of("team/a"));
    assertThat(vault.askedOfItself)
        .hasToString("[GET /v1/auth/token/lookup-self, POST /v1/auth/token/renew-self]")
        .extracting(asked -> asked.header(NAMESPACE))
        .containsOnly(List.of("team"));
  }

  @Test
  @Witness(value = Row.SESSION_THREAD, kind = Witness.Kind.REQUEST)
  void logins_renewals_and_reads_start_no_thread() {
    NewThreads threads = new NewThreads();
    try (SecretProvider provider = provider(appRole())) {
      provider.fetch(MAILJET);
      now.addAndGet(Duration.ofSeconds(40).toNanos());
      provider.fetch(MAILJET);

      threads.look();
      threads.assertOfTheClient();
    }
    assertThat(vault.askedOfItself).hasSize(1);
  }
}
