package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.Secrets;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Vault makes of the session's logins and renewals. */
class SessionOnVaultTest {
  private static final int LOGINS = 100;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final VaultServer vault = Vaults.shared();
  private final String path = Vaults.path();
  private final SecretLocation bundle = Vaults.location("secret/" + path);
  private final AtomicLong passed = new AtomicLong();

  @BeforeEach
  void put() {
    Vaults.put(path, "{\"api_key\":\"" + LeakGuard.canary().text() + "\"}");
    vault.policy(path, Vaults.rule("secret/data/" + path, "read"));
  }

  /** A role whose tokens have these properties, by a secret id that counts the logins. */
  private AppRole role(String properties) {
    String role = "auth/approle/role/" + path;
    String roleId = vault.appRole(path, path).roleId();
    vault.api("POST", role, "{\"secret_id_num_uses\":" + LOGINS + properties + "}");
    AppRole made = new AppRole(roleId, data(vault.api("POST", role + "/secret-id"), "secret_id"));
    LeakGuard.guard(made.secretId);
    return made;
  }

  private static String data(String json, String member) {
    Map<String, String> data = Json.members(Json.members(json).getOrDefault("data", "null"));
    return Json.text(data.getOrDefault(member, "\"\""));
  }

  private int logins(AppRole role) {
    String found =
        vault.api(
            "POST",
            "auth/approle/role/" + path + "/secret-id/lookup",
            Vaults.json(Map.of("secret_id", role.secretId)));
    return LOGINS - Integer.parseInt(data(found, "secret_id_num_uses"));
  }

  private SecretProvider provider(AppRole role) {
    return provider(vault.address(), role);
  }

  private SecretProvider provider(URI address, AppRole role) {
    return provider(
        Vaults.settings(address)
            .text(LoginKeys.ROLE_ID, role.roleId)
            .secret(LoginKeys.SECRET_ID, Vaults.secret(role.secretId))
            .build());
  }

  private SecretProvider provider(String token) {
    return provider(
        Vaults.settings(vault.address()).secret(LoginKeys.TOKEN, Vaults.secret(token)).build());
  }

  /** In a time that passes as always, and jumps by hand. */
  private SecretProvider provider(ProviderSettings settings) {
    return new VaultSecretProviderFactory(() -> System.nanoTime() + passed.get()).create(settings);
  }

  private void pass(long seconds) {
    passed.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  /**
   * spring-vault#863, #870, spring-cloud-vault#715, #958: a token of 3 s, at most 6 s, is renewed
   * at 2 s and replaced at 4 s, and so on; without renewals there would be four logins, and without
   * logins no answer after 6 s.
   */
  @Test
  @Witness(value = Row.SESSION, kind = Witness.Kind.REAL)
  void a_token_is_renewed_and_near_its_maximum_life_replaced_without_a_failed_read() {
    AppRole role = role(",\"token_ttl\":\"3s\",\"token_max_ttl\":\"6s\"");
    long end = System.nanoTime() + Duration.ofMillis(7500).toNanos();
    try (SecretProvider provider = provider(role)) {
      while (System.nanoTime() < end) {
        Duration next = provider.fetch(bundle).lookAgainIn().orElseThrow();

        assertThat(next).isLessThanOrEqualTo(Duration.ofSeconds(2));
        LockSupport.parkNanos(Math.min(next.toNanos(), end - System.nanoTime()));
      }
    }

    assertThat(logins(role)).isBetween(2, 3);
  }

  /** Nobody reads, and the engine's own time to look again is minutes. */
  @Test
  @Timeout(30)
  @Witness(value = Row.SESSION_LOOK, kind = Witness.Kind.REAL)
  void the_engine_calls_before_the_token_ends() {
    AppRole role = role(",\"token_type\":\"batch\",\"token_ttl\":\"3s\"");
    Map<String, String> properties =
        Map.of(
            "keyturn.store",
            "vault",
            "keyturn.stores.vault.address",
            vault.address().toString(),
            "keyturn.stores.vault.role-id",
            role.roleId,
            "keyturn.stores.vault.secret-id",
            role.secretId,
            "keyturn.stores.vault.locations.MAILJET_API_KEY",
            "secret/" + path + "#api_key");
    try (Secrets secrets = Secrets.builder().properties(properties).build()) {
      secrets.get("MAILJET_API_KEY");
      while (logins(role) < 2) {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    }
  }

  /** spring-vault#863: served after its end, for ever. */
  @Test
  @Witness(value = Row.NOT_RENEWABLE, kind = Witness.Kind.REAL)
  void a_batch_token_is_replaced_at_two_thirds() {
    AppRole role = role(",\"token_type\":\"batch\",\"token_ttl\":\"60s\"");
    try (SecretProvider provider = provider(role)) {
      provider.fetch(bundle);
      pass(32);
      provider.fetch(bundle);
      assertThat(logins(role)).isEqualTo(1);
      pass(8);
      provider.fetch(bundle);
    }

    assertThat(logins(role)).isEqualTo(2);
  }

  @Test
  void without_the_right_to_renew_it_logs_in() {
    AppRole role = role(",\"token_ttl\":\"60s\",\"token_no_default_policy\":true");
    try (SecretProvider provider = provider(role)) {
      provider.fetch(bundle);
      pass(40);
      provider.fetch(bundle);
    }

    assertThat(logins(role)).isEqualTo(2);
  }

  /** Vault refuses the renewal with status 500, as it does where the role is gone. */
  @Test
  @Witness(value = Row.NOT_RENEWABLE, kind = Witness.Kind.REAL)
  void a_token_whose_policies_have_changed_is_replaced_in_the_look_that_would_renew_it() {
    LoginProbe probe = new LoginProbe();
    String password = LeakGuard.canary().text();
    TokenTerms minute = probe.terms.ttl(Duration.ofMinutes(1));
    probe.logins().userpass(probe.name, password, minute);
    ProviderSettings settings =
        probe
            .settings("userpass")
            .text(LoginKeys.USERNAME, probe.name)
            .secret(LoginKeys.PASSWORD, Vaults.secret(password))
            .build();
    try (SecretProvider provider = provider(settings)) {
      probe.assertReads(provider);
      vault.api(
          "POST",
          "auth/" + probe.name + "/users/" + probe.name + "/policies",
          "{\"token_policies\":[\"" + probe.name + "\",\"other\"]}");
      pass(40);

      Duration next = provider.fetch(probe.bundle).lookAgainIn().orElseThrow();

      assertThat(next).isGreaterThan(Duration.ofSeconds(30));
    }
  }

  @Test
  @Witness(value = Row.FORBIDDEN, kind = Witness.Kind.REAL)
  void what_the_policy_refuses_is_tried_by_one_more_login_and_a_revoked_token_replaced() {
    AppRole role = role("");
    SecretLocation denied = Vaults.location("secret/denied-" + path);
    try (SecretProvider provider = provider(role)) {
      provider.fetch(bundle);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> provider.fetch(denied))
            .isInstanceOf(SecretAccessDeniedException.class);
      }
      assertThat(logins(role)).isEqualTo(2);
      vault.api("PUT", "sys/leases/revoke-prefix/auth/approle/login");

      provider.fetch(bundle);
    }

    assertThat(logins(role)).isEqualTo(3);
  }

  /** The request for the mount is not counted; and none is sent that Vault would refuse. */
  @Test
  @Witness(value = Row.USED_UP, kind = Witness.Kind.REAL)
  void a_token_for_three_requests_makes_three() {
    AppRole role = role(",\"token_ttl\":\"60s\",\"token_num_uses\":3");
    String login = "/v1/auth/approle/login";
    String mount = "/v1/sys/internal/ui/mounts/secret/" + path;
    String read = "/v1/secret/data/" + path;
    try (FakeVault standby = new FakeVault()) {
      for (String asked : List.of(login, mount, read)) {
        standby.on(asked, exchange -> redirect(exchange, asked));
      }
      try (SecretProvider provider = provider(standby.address(), role)) {
        for (int i = 0; i < 9; i++) {
          provider.fetch(bundle);
        }
      }

      assertThat(standby.asked)
          .extracting(FakeVault.Asked::line)
          .filteredOn(line -> !line.endsWith(mount))
          .containsExactly(threeEach("POST " + login, "GET " + read));
    }

    assertThat(logins(role)).isEqualTo(3);
  }

  private void redirect(HttpExchange exchange, String path) throws IOException {
    exchange.getResponseHeaders().set("Location", vault.address() + path);
    FakeVault.reply(exchange, 307, new byte[0]);
  }

  private static String[] threeEach(String login, String read) {
    List<String> three = List.of(login, read, read, read);
    return Stream.of(three, three, three).flatMap(List::stream).toArray(String[]::new);
  }

  private String token(String properties) {
    String made =
        vault.api(
            "POST", "auth/token/create", "{\"policies\":[\"" + path + "\"]" + properties + "}");
    Map<String, String> auth = Json.members(Json.members(made).getOrDefault("auth", "null"));
    String token = Json.text(auth.getOrDefault("client_token", "\"\""));
    LeakGuard.guard(token);
    return token;
  }

  private String lookedUp(String token, String member) {
    String found = vault.api("POST", "auth/token/lookup", Vaults.json(Map.of("token", token)));
    return data(found, member);
  }

  /** spring-cloud-vault#958 and its kind, for a token that is configured. */
  @Test
  @Witness(value = Row.TOKEN, kind = Witness.Kind.REAL)
  void a_periodic_token_is_renewed_before_its_period_is_over() {
    String token = token(",\"period\":\"60s\"");
    try (SecretProvider provider = provider(token)) {
      Duration next = provider.fetch(bundle).lookAgainIn().orElseThrow();
      assertThat(next).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
      assertThat(lookedUp(token, "last_renewal_time")).isEmpty();
      pass(40);

      provider.fetch(bundle);
    }

    assertThat(lookedUp(token, "last_renewal_time")).isNotEmpty();
  }

  @Test
  void a_token_without_the_default_policy_is_used_as_it_is() {
    String token = token(",\"ttl\":\"60s\",\"no_default_policy\":true");
    try (SecretProvider provider = provider(token)) {
      assertThat(provider.fetch(bundle).lookAgainIn()).isEmpty();
    }
  }

  @Test
  void the_last_use_of_a_token_is_for_the_secret() {
    String token = token(",\"ttl\":\"60s\",\"num_uses\":1");
    try (SecretProvider provider = provider(token)) {
      provider.fetch(bundle);

      assertThatThrownBy(() -> provider.fetch(bundle))
          .isInstanceOf(SecretAccessDeniedException.class);
    }
  }

  /** Of a token with four uses, the look-up has one. */
  @Test
  void the_uses_of_a_given_token_are_all_used() {
    String token = token(",\"ttl\":\"60s\",\"num_uses\":4");
    try (SecretProvider provider = provider(token)) {
      for (int i = 0; i < 3; i++) {
        provider.fetch(bundle);
      }

      assertThatThrownBy(() -> provider.fetch(bundle))
          .isInstanceOf(SecretAccessDeniedException.class);
    }
  }

  private static final class AppRole {
    private final String roleId;
    private final String secretId;

    private AppRole(String roleId, String secretId) {
      this.roleId = roleId;
      this.secretId = secretId;
    }
  }
}
