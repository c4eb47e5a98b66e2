package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each login sends, where, and in which namespace. */
class LoginRequestsTest {
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");
  private static final String PATH = "/v1/secret/data/mailjet";
  private static final String NAMESPACE = "X-vault-namespace";

  private final FakeVault vault = new FakeVault().on(PATH, 200, FakeVault.kv2("{}"));
  private final String credential = LeakGuard.canary().text();

  @AfterEach
  void close() {
    vault.close();
  }

  private ProviderSettings.Builder login(String login) {
    return vault.settings().text(LoginKeys.LOGIN, login);
  }

  private ProviderSettings.Builder jwt() {
    return login("jwt").secret(LoginKeys.JWT, Vaults.secret(credential + "\n"));
  }

  private ProviderSettings.Builder wrapped() {
    vault
        .on("/v1/sys/wrapping/lookup", 200, lookup("auth/approle/role/mine/secret-id"))
        .on("/v1/sys/wrapping/unwrap", 200, "{\"data\":{\"secret_id\":\"" + credential + "\"}}");
    return vault
        .settings()
        .text(LoginKeys.ROLE_ID, "role")
        .secret(LoginKeys.WRAPPED_SECRET_ID, Vaults.secret(LeakGuard.canary().text()));
  }

  private static String lookup(String path) {
    return "{\"data\":{\"creation_path\":\"" + path + "\",\"creation_ttl\":60}}";
  }

  /** The members of the login's body; the token that it gives has been read with. */
  private Map<String, String> loggedIn(String path, ProviderSettings.Builder settings) {
    String token = LeakGuard.canary().text();
    vault.on(
        "/v1/" + URI.create(path).getPath(),
        200,
        "{\"auth\":{\"client_token\":\"" + token + "\",\"lease_duration\":60}}");
    try (SecretProvider provider =
        Vaults.provider(
            settings.text(VaultKeys.NAMESPACE, "team/a").text(LoginKeys.LOGIN_NAMESPACE, "team"))) {
      provider.fetch(MAILJET);
      LeakGuard.check(provider.toString());
    }
    FakeVault.Asked login = vault.asked.get(vault.asked.size() - 2);
    FakeVault.Asked read = vault.asked.get(vault.asked.size() - 1);
    assertThat(List.of(login, read)).hasToString("[POST /v1/" + path + ", GET " + PATH + "]");
    assertThat(login.header("X-vault-token")).isEmpty();
    assertThat(login.header("Content-type")).containsExactly("application/json");
    assertThat(login.header(NAMESPACE)).containsExactly("team");
    assertThat(read.header(NAMESPACE)).containsExactly("team/a");
    assertThat(read.header("X-vault-token").equals(List.of(token))).isTrue();
    return Json.members(login.body());
  }

  private boolean isCredential(String json) {
    return Json.text(json).equals(credential);
  }

  @Test
  void jwt_sends_the_jwt_and_the_role() {
    Map<String, String> body = loggedIn("auth/jwt/login", jwt().text(LoginKeys.ROLE, "mine"));

    assertThat(body).containsOnlyKeys("jwt", "role").containsEntry("role", "\"mine\"");
    assertThat(isCredential(body.getOrDefault("jwt", ""))).isTrue();
  }

  @Test
  void jwt_leaves_the_role_to_the_mount_where_none_is_given() {
    assertThat(loggedIn("auth/oidc/ci/login", jwt().text(LoginKeys.LOGIN_MOUNT, "oidc/ci")))
        .containsOnlyKeys("jwt");
  }

  @Test
  void kubernetes_sends_the_token_of_the_service_account_and_the_role() {
    Map<String, String> body =
        loggedIn(
            "auth/kubernetes/login",
            login("kubernetes")
                .text(LoginKeys.ROLE, "mine")
                .secret(LoginKeys.JWT, Vaults.secret(credential)));

    assertThat(body).containsOnlyKeys("jwt", "role").containsEntry("role", "\"mine\"");
    assertThat(isCredential(body.getOrDefault("jwt", ""))).isTrue();
  }

  @Test
  void kubernetes_without_a_jwt_wants_a_pod() {
    try (SecretProvider provider =
        Vaults.provider(login("kubernetes").text(LoginKeys.ROLE, "mine"))) {
      assertThatThrownBy(() -> provider.fetch(MAILJET))
          .hasMessageContaining(
              "the token of the service account cannot be read from"
                  + " /var/run/secrets/kubernetes.io/serviceaccount/token; outside a pod, give jwt")
          .hasNoCause();
    }
    assertThat(vault.asked).isEmpty();
  }

  @Test
  void userpass_sends_the_password_to_the_user() {
    Map<String, String> body =
        loggedIn(
            "auth/userpass/login/mail%40example",
            login("userpass")
                .text(LoginKeys.USERNAME, "mail@example")
                .secret(LoginKeys.PASSWORD, Vaults.secret(credential)));

    assertThat(body).containsOnlyKeys("password");
    assertThat(isCredential(body.getOrDefault("password", ""))).isTrue();
  }

  @Test
  void a_wrapping_token_is_looked_at_and_unwrapped_in_the_namespace_of_the_login() {
    Map<String, String> body = loggedIn("auth/approle/login", wrapped());

    assertThat(isCredential(body.getOrDefault("secret_id", ""))).isTrue();
    assertThat(vault.asked)
        .hasToString(
            "[POST /v1/sys/wrapping/lookup, POST /v1/sys/wrapping/unwrap,"
                + " POST /v1/auth/approle/login, GET "
                + PATH
                + "]");
    assertThat(vault.asked.get(0).header(NAMESPACE)).containsExactly("team");
    assertThat(vault.asked.get(1).header(NAMESPACE)).containsExactly("team");
  }

  @Test
  void a_secret_id_that_was_unwrapped_outlives_a_login_that_fails() {
    ProviderSettings.Builder settings = wrapped();
    vault.on("/v1/auth/approle/login", 503, "{}");
    try (SecretProvider provider = Vaults.provider(settings)) {
      assertThatThrownBy(() -> provider.fetch(MAILJET)).hasMessageContaining("status 503");
      vault.login(LeakGuard.canary().text(), 60);

      provider.fetch(MAILJET);
    }
    assertThat(vault.asked)
        .hasToString(
            "[POST /v1/sys/wrapping/lookup, POST /v1/sys/wrapping/unwrap,"
                + " POST /v1/auth/approle/login, POST /v1/auth/approle/login, GET "
                + PATH
                + "]");
  }

  @Test
  void a_wrapping_token_for_anything_else_is_not_unwrapped() {
    for (String path :
        List.of("secret/data/auth/approle/role/x/secret-id", "auth/approle/role/x")) {
      ProviderSettings.Builder settings = wrapped();
      vault.on("/v1/sys/wrapping/lookup", 200, lookup(path));
      vault.asked.clear();
      try (SecretProvider provider = Vaults.provider(settings)) {
        assertThatThrownBy(() -> provider.fetch(MAILJET))
            .hasMessageContaining(
                "the wrapping token (keyturn.stores.vault.wrapped-secret-id) does not stand for a"
                    + " secret id of auth/approle");
      }
      assertThat(vault.asked).hasToString("[POST /v1/sys/wrapping/lookup]");
    }
  }

  @Test
  void a_wrapping_token_that_no_header_takes_is_not_quoted() {
    ProviderSettings.Builder settings =
        wrapped()
            .secret(LoginKeys.WRAPPED_SECRET_ID, Vaults.secret(credential + "\n" + credential));
    try (SecretProvider provider = Vaults.provider(settings)) {
      assertThatThrownBy(() -> provider.fetch(MAILJET))
          .hasMessageContaining("the token is not one of Vault's");
    }
    assertThat(vault.asked).isEmpty();
  }
}
