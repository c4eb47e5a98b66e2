package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key does what it says, seen in the requests that Vault gets. */
class VaultSettingsTest {
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");
  private static final String PATH = "/v1/secret/data/mailjet";
  private static final String NAMESPACE_HEADER = "X-vault-namespace";

  private final FakeVault vault = new FakeVault().on(PATH, 200, FakeVault.kv2("{}"));

  @AfterEach
  void close() {
    vault.close();
  }

  private ProviderSettings.Builder appRole() {
    vault.login(LeakGuard.canary().text(), 60);
    return vault
        .settings()
        .text(LoginKeys.ROLE_ID, "role")
        .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text()));
  }

  private List<FakeVault.Asked> fetched(ProviderSettings.Builder settings) {
    try (SecretProvider provider = Vaults.provider(settings)) {
      provider.fetch(MAILJET);
    }
    return vault.asked;
  }

  @Test
  void the_factory_is_found_by_its_type() {
    assertThat(ServiceLoader.load(SecretProviderFactory.class).stream())
        .extracting(found -> found.type().getAnnotation(SecretProviderFactory.Type.class).value())
        .containsOnlyOnce("vault");
  }

  @Test
  void keys_and_defaults_are_pinned() {
    assertThat(new VaultSecretProviderFactory().keys())
        .extracting(
            key ->
                key.name()
                    + key.defaultText().map(text -> "=" + text).orElse("")
                    + key.vendorVariable().map(text -> " " + text).orElse("")
                    + (key.required() ? " required" : ""))
        .containsExactly(
            "address VAULT_ADDR required",
            "login",
            "token VAULT_TOKEN",
            "role-id",
            "secret-id",
            "wrapped-secret-id",
            "role",
            "jwt",
            "username",
            "password",
            "aws-region",
            "aws-sts-endpoint",
            "aws-server-id",
            "login-mount",
            "namespace VAULT_NAMESPACE",
            "login-namespace",
            "kv-mounts",
            "kv-version",
            "revoke-on-close=false",
            "ca-cert VAULT_CACERT",
            "client-cert VAULT_CLIENT_CERT",
            "client-key VAULT_CLIENT_KEY",
            "skip-verify VAULT_SKIP_VERIFY",
            "proxy",
            "connect-timeout=2s",
            "read-timeout=5s");
  }

  @Test
  void address_may_have_a_path() {
    vault.on("/behind/proxy" + PATH, 200, FakeVault.kv2("{}"));

    List<FakeVault.Asked> asked =
        fetched(vault.tokenSettings().text(VaultKeys.ADDRESS, vault.address() + "/behind/proxy/"));

    assertThat(asked).hasToString("[GET /behind/proxy" + PATH + "]");
  }

  @Test
  void address_may_have_its_scheme_in_capitals() {
    String address = vault.address().toString().replace("http:", "HTTP:");

    assertThat(fetched(vault.tokenSettings().text(VaultKeys.ADDRESS, address))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:0", "https://127.0.0.1:65536"})
  void a_port_that_is_none_is_told_with_the_other_problems(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Vaults.provider(
                    vault
                        .tokenSettings()
                        .text(VaultKeys.ADDRESS, address)
                        .text(MountKeys.KV_VERSION, "3")))
        .withMessage("address has a port that is not 1 to 65535\nkv-version is neither 1 nor 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1", "/v1/", "/behind/proxy/v1"})
  void an_address_with_the_v1_that_is_added_is_a_problem(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Vaults.provider(
                    vault.tokenSettings().text(VaultKeys.ADDRESS, vault.address() + path)))
        .withMessage("address ends with /v1, which is added: leave it out");
  }

  @Test
  void token_goes_into_the_header_without_blanks_around_it() {
    String token = LeakGuard.canary().text();

    FakeVault.Asked asked =
        fetched(vault.settings().secret(LoginKeys.TOKEN, Vaults.secret(token + "\n"))).get(0);

    assertThat(asked.header("X-vault-token").equals(List.of(token))).isTrue();
    assertThat(asked.header("X-vault-request")).containsExactly("true");
    assertThat(asked.header(NAMESPACE_HEADER)).isEmpty();
  }

  @Test
  void a_token_that_is_none_is_denied_without_quoting_it() {
    String token = LeakGuard.canary().text() + "\n" + LeakGuard.canary().text();
    SecretProvider provider =
        Vaults.provider(vault.settings().secret(LoginKeys.TOKEN, Vaults.secret(token)));

    assertThatThrownBy(() -> provider.fetch(MAILJET)).hasMessageContaining("the token is not one");
    assertThat(vault.asked).isEmpty();
  }

  @Test
  void a_credential_that_its_own_store_cannot_give_is_named() {
    SecretLocation place = SecretLocation.parse("file:///run/token");
    Supplier<Secret> away =
        () -> {
          throw new SecretUnavailableException(place, "gone");
        };
    SecretProvider provider = Vaults.provider(vault.settings().secret(LoginKeys.TOKEN, away));

    assertThatThrownBy(() -> provider.fetch(MAILJET))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("the credential of keyturn.stores.vault.token cannot be read: gone")
        .hasNoCause();
  }

  @Test
  void a_refused_token_is_told_by_where_it_is_configured() {
    vault.on(PATH, 403, "{}");
    ProviderSettings.Builder settings =
        vault.tokenSettings().origin(LoginKeys.TOKEN, "VAULT_TOKEN");

    assertThatThrownBy(() -> fetched(settings))
        .hasMessageContaining(
            "status 403: the token (VAULT_TOKEN) is refused, though not in Vault's words");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permission denied | Vault does not know the token, or it is over, or none was sent: the token (VAULT_TOKEN)",
        "1 error occurred:\\n\\t* permission denied | the token (VAULT_TOKEN) has no policy with read on"
            + " secret/data/mailjet; or is the location mistyped?"
      })
  void a_refusal_says_whether_it_is_of_the_token_or_its_policy(String error, String reason) {
    vault.on(PATH, 403, "{\"errors\":[\"" + error + "\"]}");

    assertThatThrownBy(() -> fetched(vault.tokenSettings().origin(LoginKeys.TOKEN, "VAULT_TOKEN")))
        .isInstanceOf(SecretAccessDeniedException.class)
        .hasMessageContaining("status 403: " + reason);
  }

  @Test
  void a_refused_role_is_told_by_where_it_is_configured() {
    ProviderSettings.Builder settings = appRole();
    vault.on(PATH, 403, "{}");

    assertThatThrownBy(() -> fetched(settings))
        .hasMessageContaining(
            "status 403: the role of role-id (keyturn.stores.vault.role-id) is refused");
  }

  @Test
  void a_refused_login_is_told_by_where_its_secret_id_is_configured() {
    ProviderSettings.Builder settings = appRole();
    vault.on("/v1/auth/approle/login", 400, "{}");

    assertThatThrownBy(() -> fetched(settings.origin(LoginKeys.SECRET_ID, "file:///run/id")))
        .hasMessageContaining(
            "status 400: Vault refuses the login by approle at auth/approle with role-id"
                + " (keyturn.stores.vault.role-id) and secret-id (file:///run/id)");
  }

  @Test
  void what_is_not_there_is_told_with_the_version_of_kv_it_was_read_as() {
    vault.on(PATH, 404, "{\"errors\":[]}");

    assertThatThrownBy(() -> fetched(vault.tokenSettings()))
        .hasMessageContaining(
            "nothing is there, or no such mount; read as KV version 2,"
                + " if the mount is version 1 set kv-version = 1");
  }

  @Test
  void role_id_and_secret_id_log_in_and_the_token_they_give_is_kept() {
    String token = LeakGuard.canary().text();
    String secretId = LeakGuard.canary().text() + "\"\\";
    ProviderSettings.Builder settings =
        appRole().secret(LoginKeys.SECRET_ID, Vaults.secret(secretId));
    vault.login(token, 60);

    try (SecretProvider provider = Vaults.provider(settings)) {
      provider.fetch(MAILJET);
      provider.fetch(MAILJET);
    }

    assertThat(vault.asked)
        .hasToString("[POST /v1/auth/approle/login, GET " + PATH + ", GET " + PATH + "]");
    FakeVault.Asked login = vault.asked.get(0);
    assertThat(login.header("X-vault-token")).isEmpty();
    assertThat(login.header("Content-type")).containsExactly("application/json");
    assertThat(Json.text(Json.members(login.body()).getOrDefault("secret_id", "")).equals(secretId))
        .isTrue();
    assertThat(Json.members(login.body())).containsEntry("role_id", "\"role\"");
    assertThat(vault.asked.get(1).header("X-vault-token").equals(List.of(token))).isTrue();
  }

  @Test
  void a_token_beside_role_id_and_secret_id_is_a_problem() {
    ProviderSettings.Builder settings =
        appRole().secret(LoginKeys.TOKEN, Vaults.secret(LeakGuard.canary().text()));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(settings))
        .withMessage("token is not for the login by approle: leave it out, or choose by login");
  }

  @Test
  void role_id_and_secret_id_are_the_login_where_a_shell_has_a_token_too() {
    ProviderSettings.Builder settings =
        appRole()
            .origin(LoginKeys.TOKEN, "VAULT_TOKEN")
            .secret(LoginKeys.TOKEN, Vaults.secret(LeakGuard.canary().text()))
            .text(LoginKeys.LOGIN_NAMESPACE, "team");
    String token = LeakGuard.canary().text();
    vault.login(token, 60);

    List<FakeVault.Asked> asked = fetched(settings);

    assertThat(asked).hasToString("[POST /v1/auth/approle/login, GET " + PATH + "]");
    assertThat(asked.get(1).header("X-vault-token").equals(List.of(token))).isTrue();
  }

  @Test
  void half_an_approle_is_a_problem() {
    ProviderSettings.Builder role = vault.settings().text(LoginKeys.ROLE_ID, "role");
    ProviderSettings.Builder secretId =
        vault.settings().secret(LoginKeys.SECRET_ID, Vaults.secret("x"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(role))
        .withMessage("the login by approle needs secret-id or wrapped-secret-id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(secretId))
        .withMessage("the login by approle needs role-id");
  }

  @Test
  void a_login_for_longer_than_a_clock_can_measure_is_a_login() {
    ProviderSettings.Builder settings = appRole();
    vault.login(LeakGuard.canary().text(), 99_999_999_999L);

    assertThat(fetched(settings)).hasSize(2);
  }

  @Test
  void a_login_for_less_than_no_time_is_not_one_of_vaults() {
    ProviderSettings.Builder settings = appRole();
    vault.login(LeakGuard.canary().text(), -1);

    assertThatThrownBy(() -> fetched(settings)).isInstanceOf(SecretFormatException.class);
  }

  @Test
  void login_mount_is_where_the_login_goes() {
    ProviderSettings.Builder settings = appRole().text(LoginKeys.LOGIN_MOUNT, "team/app role");
    vault.on(
        "/v1/auth/team/app role/login",
        200,
        "{\"auth\":{\"client_token\":\"" + LeakGuard.canary().text() + "\",\"lease_duration\":0}}");

    assertThat(fetched(settings).get(0)).hasToString("POST /v1/auth/team/app%20role/login");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/approle", "approle/", "team//approle", "../sys", "team/./approle", "/"})
  void a_login_mount_with_segments_that_no_mount_has_is_a_problem(String mount) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(appRole().text(LoginKeys.LOGIN_MOUNT, mount)))
        .withMessage("login-mount has an empty segment, '.' or '..'");
  }

  @Test
  void a_login_mount_with_the_auth_before_it_is_a_problem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(appRole().text(LoginKeys.LOGIN_MOUNT, "auth/approle")))
        .withMessage("login-mount begins with auth/, which is added: leave it out");
  }

  @Test
  void namespace_is_a_header_of_login_and_data() {
    assertThat(fetched(appRole().text(VaultKeys.NAMESPACE, "team/a")))
        .extracting(asked -> asked.header(NAMESPACE_HEADER))
        .containsExactly(List.of("team/a"), List.of("team/a"));
  }

  @Test
  @Witness(value = Row.NAMESPACES, kind = Witness.Kind.REQUEST)
  void login_namespace_is_for_the_login_alone() {
    assertThat(
            fetched(
                appRole()
                    .text(VaultKeys.NAMESPACE, "team/a")
                    .text(LoginKeys.LOGIN_NAMESPACE, "team")))
        .extracting(asked -> asked.header(NAMESPACE_HEADER))
        .containsExactly(List.of("team"), List.of("team/a"));
  }

  @Test
  void kv_version_1_reads_without_data_in_the_path() {
    vault.on("/v1/secret/mailjet", 200, "{\"data\":{\"api_key\":\"x\"}}");

    try (SecretProvider provider =
        Vaults.provider(vault.tokenSettings().text(MountKeys.KV_VERSION, "1"))) {
      assertThat(provider.fetch(MAILJET).fields()).containsExactly("api_key");
      assertThat(provider.fetch(MAILJET).version()).isEmpty();
    }
  }

  @Test
  void an_address_without_a_server_is_told_and_where_it_is_configured() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(
            () ->
                fetched(
                    vault
                        .tokenSettings()
                        .text(VaultKeys.ADDRESS, "http://127.0.0.1:" + port)
                        .origin(VaultKeys.ADDRESS, "VAULT_ADDR")))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("no connection to 127.0.0.1:" + port + " (VAULT_ADDR)");
  }

  @Test
  @Timeout(20)
  @Witness(value = Row.TIMEOUTS, kind = Witness.Kind.REQUEST)
  void connect_timeout_ends_a_connection_that_is_not_made() throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
        SecretProvider provider =
            Vaults.provider(
                vault
                    .tokenSettings()
                    .text(VaultKeys.ADDRESS, "http://127.0.0.1:" + full.getLocalPort())
                    .text(TransportKeys.READ_TIMEOUT, "30s")
                    .text(TransportKeys.CONNECT_TIMEOUT, "200ms"))) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();

      assertThatThrownBy(() -> provider.fetch(MAILJET))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("within connect-timeout");
    }
  }

  @Test
  void all_problems_are_told_at_once() {
    ProviderSettings settings =
        Vaults.settings(URI.create("ftp://vault/?x"))
            .text(MountKeys.KV_VERSION, "3")
            .text(VaultKeys.NAMESPACE, "a b")
            .text(TransportKeys.CA_CERT, "/none")
            .text(TransportKeys.CLIENT_KEY, "/none")
            .text(TransportKeys.SKIP_VERIFY, "yes")
            .text(TransportKeys.PROXY, "https://p:1")
            .secret(LoginKeys.TOKEN, Vaults.secret("x"))
            .text(LoginKeys.LOGIN_NAMESPACE, "é")
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VaultSecretProviderFactory().create(settings))
        .withMessage(
            """
            address is neither http nor https
            address ends with a query or fragment
            ca-cert (VAULT_CACERT) needs an address with https
            client-key (VAULT_CLIENT_KEY) needs an address with https
            client-cert and client-key come together
            skip-verify (VAULT_SKIP_VERIFY) is neither true nor false
            proxy is not an address such as http://proxy:3128
            login-namespace has a blank or another character that a namespace has not
            namespace has a blank or another character that a namespace has not
            kv-version is neither 1 nor 2\
            """);
  }

  /** The agent's address beside what is exported for the server's own. */
  @Test
  void tls_of_a_shell_is_none_where_the_address_has_none() {
    ProviderSettings.Builder settings = vault.tokenSettings();
    for (ProviderSettings.Key key :
        List.of(TransportKeys.CA_CERT, TransportKeys.CLIENT_CERT, TransportKeys.SKIP_VERIFY)) {
      settings
          .text(key, key.equals(TransportKeys.SKIP_VERIFY) ? "1" : "/none")
          .origin(key, key.vendorVariable().orElseThrow());
    }

    try (Logged logged = new Logged(Clients.class)) {
      Vaults.provider(settings).close();
      Vaults.provider(settings.text(TransportKeys.SKIP_VERIFY, "yes")).close();

      assertThat(logged.warnings()).isEmpty();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Vaults.provider(
                    settings.text(LoginKeys.LOGIN, "cert").origin(LoginKeys.TOKEN, "VAULT_TOKEN")))
        .withMessage("the login by cert needs client-cert (VAULT_CLIENT_CERT) and client-key");
  }

  @Test
  void skip_verify_may_stand_beside_the_ca_cert_of_a_shell_where_the_address_has_no_tls() {
    assertThat(
            fetched(
                vault
                    .tokenSettings()
                    .text(TransportKeys.CA_CERT, "/none")
                    .origin(TransportKeys.CA_CERT, "VAULT_CACERT")
                    .text(TransportKeys.SKIP_VERIFY, "true")))
        .hasSize(1);
  }

  @Test
  void a_store_without_a_login_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(vault.settings()))
        .withMessage(
            "no login: give token (VAULT_TOKEN), or role-id and secret-id, or choose one by login");
  }

  @Test
  void a_ca_cert_that_is_none_is_refused(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----");

    refused(folder.resolve("none.pem"), "ca-cert names a file that cannot be read");
    refused(empty, "ca-cert names a file without a certificate");
    refused(garbage, "ca-cert names a file that is not PEM certificates");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
  void skip_verify_is_read_as_vaults_cli_does_and_stands_beside_no_ca_cert(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Vaults.provider(
                    vault
                        .tokenSettings()
                        .text(VaultKeys.ADDRESS, "https://127.0.0.1:1")
                        .text(TransportKeys.CA_CERT, "/none")
                        .text(TransportKeys.SKIP_VERIFY, text)))
        .withMessage(
            "skip-verify (VAULT_SKIP_VERIFY) beside ca-cert: leave out one, best skip-verify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
  void skip_verify_may_be_off(String text) {
    try (Logged logged = new Logged(Clients.class)) {
      assertThat(fetched(vault.tokenSettings().text(TransportKeys.SKIP_VERIFY, text))).hasSize(1);
      assertThat(logged.warnings()).isEmpty();
    }
  }

  private void refused(Path file, String problem) {
    ProviderSettings.Builder settings =
        vault
            .tokenSettings()
            .text(VaultKeys.ADDRESS, "https://127.0.0.1:1")
            .text(TransportKeys.CA_CERT, file.toString());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vaults.provider(settings))
        .withMessage(problem);
  }
}
