package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a login that failed may succeed later; in the words of Vault's sources. */
class LoginAnswersTest {
  @AutoClose private final FakeVault vault = new FakeVault();

  private ProviderSettings.Builder settings(String login) {
    ProviderSettings.Builder settings = vault.settings().text(LoginKeys.LOGIN, login);
    return switch (login) {
      case "userpass" ->
          settings
              .text(LoginKeys.USERNAME, "alice")
              .secret(LoginKeys.PASSWORD, Vaults.secret(LeakGuard.canary().text()));
      case "approle" ->
          settings
              .text(LoginKeys.ROLE_ID, "app")
              .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()));
      default ->
          settings
              .text(LoginKeys.ROLE, "mine")
              .secret(LoginKeys.JWT, Vaults.secret(LeakGuard.canary().text()));
    };
  }

  private void answer(String login, int status, String error) {
    String path = "/v1/auth/" + login + (login.equals("userpass") ? "/login/alice" : "/login");
    vault.on(path, status, "{\"errors\":[\"" + error + "\"]}");
  }

  @ParameterizedTest
  @CsvSource({
    "jwt, 400, error validating token: invalid expiration time (exp) claim",
    "jwt, 403, permission denied",
    "jwt, 404, unsupported path",
    "kubernetes, 403, service account name not authorized",
    "kubernetes, 400, invalid role name",
    "userpass, 403, permission denied",
    "userpass, 400, invalid username or password",
    "userpass, 500, invalid username or password",
    "approle, 400, invalid role or secret ID",
    "approle, 500, invalid role or secret ID"
  })
  void what_will_not_pass_is_denied(String login, int status, String error) {
    answer(login, status, error);
    try (SecretProvider provider = Vaults.provider(settings(login))) {
      assertThatThrownBy(() -> provider.fetch(Vaults.location("secret/x")))
          .isInstanceOf(SecretAccessDeniedException.class)
          .hasMessageContaining(
              "status %d: Vault refuses the login by %s at auth/%s"
                  .formatted(status, login, login));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jwt, 400, error configuring token validator: keyset configuration error",
    "jwt, 400, error validating token: error verifying token signature: fetching keys oidc",
    "jwt, 429, request path: rate limit quota exceeded",
    "kubernetes, 403, permission denied",
    "kubernetes, 500, could not load backend configuration",
    "userpass, 500, internal error",
    "jwt, 400, error making upstream request: error making request: giving up after 1 attempt(s)",
    "jwt, 400, error making upstream request: received error code 503 from STS"
  })
  void what_may_pass_is_unavailable(String login, int status, String error) {
    answer(login, status, error);
    try (SecretProvider provider = Vaults.provider(settings(login))) {
      assertThatThrownBy(() -> provider.fetch(Vaults.location("secret/x")))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("status " + status);
    }
  }
}
