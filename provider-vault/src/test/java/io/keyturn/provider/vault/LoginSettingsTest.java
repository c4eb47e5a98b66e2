package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the settings of a login is told at start. */
class LoginSettingsTest {
  private static final String NOT_FOR =
      "%s is not for the login by %s: leave it out, or choose by login";

  private static ProviderSettings.Builder settings() {
    return Vaults.settings(URI.create("https://127.0.0.1:1"));
  }

  private static ProviderSettings.Builder login(String login) {
    return settings().text(LoginKeys.LOGIN, login);
  }

  private static ProviderSettings.Builder with(
      ProviderSettings.Builder settings, ProviderSettings.Key key) {
    return switch (key.kind()) {
      case SECRET -> settings.secret(key, Vaults.secret("x"));
      case URI -> settings.text(key, "https://x");
      default -> settings.text(key, "x");
    };
  }

  private static ProviderSettings.Key key(String name) {
    return VaultKeys.ALL.stream().filter(key -> key.name().equals(name)).findAny().orElseThrow();
  }

  private static void refused(ProviderSettings.Builder settings, String... problems) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(settings))
        .withMessage(String.join("\n", problems));
  }

  /** Its own keys and none of another login; what is needed as {@code +key}. */
  static ProviderSettings.Builder complete(String login) {
    ProviderSettings.Builder settings = login(login);
    return switch (login) {
      case "token" -> with(settings, LoginKeys.TOKEN);
      case "approle" -> with(with(settings, LoginKeys.ROLE_ID), LoginKeys.SECRET_ID);
      case "jwt" -> with(settings, LoginKeys.JWT);
      case "kubernetes" -> with(settings, LoginKeys.ROLE);
      case "userpass" -> with(with(settings, LoginKeys.USERNAME), LoginKeys.PASSWORD);
      default -> settings;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "approle", "jwt", "kubernetes", "userpass", "aws", "agent"})
  void each_login_is_chosen_by_its_name(String login) {
    try (SecretProvider provider = Vaults.provider(complete(login))) {
      assertThat(provider).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "token, token",
    "approle, role-id",
    "jwt, jwt",
    "kubernetes, role",
    "userpass, username and password"
  })
  void what_a_login_needs_is_told(String login, String missing) {
    String problem = "the login by " + login + " needs " + missing;
    if (login.equals("approle")) {
      refused(login(login), problem, "the login by approle needs secret-id or wrapped-secret-id");
    } else {
      refused(login(login), problem);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "token, role-id",
    "token, login-mount",
    "approle, token",
    "approle, role",
    "jwt, role-id",
    "jwt, password",
    "kubernetes, secret-id",
    "userpass, wrapped-secret-id",
    "aws, username",
    "jwt, aws-region",
    "jwt, aws-sts-endpoint",
    "jwt, aws-server-id",
    "agent, token",
    "agent, login-mount",
    "agent, login-namespace"
  })
  void the_key_of_another_login_is_a_problem(String login, String other) {
    refused(with(complete(login), key(other)), NOT_FOR.formatted(other, login));
  }

  @ParameterizedTest
  @ValueSource(strings = {"approle", "jwt", "kubernetes", "userpass", "aws", "agent"})
  void the_token_of_a_shell_is_none(String login) {
    Vaults.provider(
            with(complete(login), LoginKeys.TOKEN)
                .origin(LoginKeys.TOKEN, "VAULT_TOKEN, of env://VAULT_TOKEN"))
        .close();
  }

  @Test
  void a_login_that_there_is_not_is_told_with_those_that_there_are() {
    refused(
        login("ldap"),
        "login is none of token, approle, jwt, kubernetes, cert, userpass, aws, agent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret-id", "wrapped-secret-id"})
  void a_secret_id_chooses_approle_too(String name) {
    refused(
        with(with(settings(), key(name)), LoginKeys.TOKEN),
        "the login by approle needs role-id",
        NOT_FOR.formatted("token", "approle"));
  }

  @Test
  void a_secret_id_is_plain_or_wrapped() {
    refused(
        with(complete("approle"), LoginKeys.WRAPPED_SECRET_ID),
        "secret-id and wrapped-secret-id: leave out one of the two");
  }

  @Test
  void cert_needs_a_certificate() {
    refused(
        login("cert"), "the login by cert needs client-cert (VAULT_CLIENT_CERT) and client-key");
  }

  @Test
  void a_region_goes_into_a_host_and_a_server_id_into_a_header() {
    refused(
        login("aws").text(LoginKeys.AWS_REGION, "x.evil/").text(LoginKeys.AWS_SERVER_ID, "a b"),
        "aws-region is not one such as eu-west-1",
        "aws-server-id has a blank or another character that a header has not");
  }
}
