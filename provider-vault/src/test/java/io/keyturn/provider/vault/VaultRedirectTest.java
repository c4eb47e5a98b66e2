package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.VaultPair;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Standby servers that send to the active one. */
final class VaultRedirectTest {
  private static final String PATH = "/v1/secret/data/mailjet";
  private static final String LOGIN = "/v1/auth/approle/login";
  private static final SecretLocation MAILJET = Vaults.location("secret/mailjet");

  private final FakeVault standby = new FakeVault();
  private final FakeVault active = new FakeVault().on(PATH, 200, FakeVault.kv2("{}"));

  @AfterEach
  void close() {
    standby.close();
    active.close();
  }

  /** As a standby of Vault 1.13 does. */
  private void redirect(String path, int status, String address) {
    standby.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", address + path);
          FakeVault.reply(exchange, status, new byte[0]);
        });
  }

  private void fails(ProviderSettings.Builder settings, String message) {
    try (SecretProvider provider = Vaults.provider(settings)) {
      assertThatThrownBy(() -> provider.fetch(MAILJET))
          .isInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  @Witness(value = Row.STANDBY, kind = Witness.Kind.RECORDED)
  void login_and_read_go_to_the_active_server(int status) {
    String token = LeakGuard.canary().text();
    String secretId = LeakGuard.canary().text();
    active.login(token, 60);
    redirect(PATH, status, active.address().toString());
    redirect(LOGIN, status, active.address().toString());

    try (SecretProvider provider =
        Vaults.provider(
            standby
                .settings()
                .text(VaultKeys.NAMESPACE, "team")
                .text(LoginKeys.ROLE_ID, "role")
                .secret(LoginKeys.SECRET_ID, Vaults.secret(secretId)))) {
      provider.fetch(MAILJET);
    }

    assertThat(active.asked).hasToString("[POST " + LOGIN + ", GET " + PATH + "]");
    assertThat(active.asked.get(0).body().contains(secretId)).isTrue();
    assertThat(active.asked.get(1).header("X-vault-token").equals(List.of(token))).isTrue();
    assertThat(active.asked.get(1).header("X-vault-namespace")).containsExactly("team");
    assertThat(active.asked.get(1).header("X-vault-request")).containsExactly("true");
  }

  @Test
  void one_is_followed_and_no_second_one() {
    redirect(PATH, 307, active.address().toString());
    active.on(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().set("Location", standby.address() + PATH);
          FakeVault.reply(exchange, 307, new byte[0]);
        });

    fails(standby.tokenSettings(), "status 307, a redirect, which is not followed");
    assertThat(standby.asked).hasSize(1);
    assertThat(active.asked).hasSize(1);
  }

  /** Of this machine too, by another name. */
  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  @Witness(value = Row.OTHER_HOST, kind = Witness.Kind.RECORDED)
  void the_token_does_not_go_to_another_host(int status) {
    redirect(PATH, status, active.address().toString().replace("127.0.0.1", "localhost"));

    fails(
        standby.tokenSettings(),
        "status "
            + status
            + ", a redirect to another host or from https to http, where the token does not go: let"
            + " standby servers forward requests, or name the active one as the address");
    assertThat(active.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303})
  void another_redirect_is_followed_nowhere(int status) {
    redirect(PATH, status, active.address().toString());

    fails(standby.tokenSettings(), "status " + status + ", a redirect, which is not followed");
    assertThat(active.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://vault:8200/v1/x, https://vault:8203/v1/x, true",
    "https://vault:8200/v1/x, https://VAULT:8203/v1/x, true",
    "http://vault:8200/v1/x, https://vault:8203/v1/x, true",
    "https://vault:8200/v1/x, /v1/y, true",
    "https://vault:8200/v1/x, http://vault:8203/v1/x, false",
    "https://vault:8200/v1/x, https://vault.other:8200/v1/x, false",
    "https://vault:8200/v1/x, https://user@vault:8200/v1/x, false",
    "https://vault:8200/v1/x, //other/v1/x, false",
    "https://vault:8200/v1/x, ftp://vault/v1/x, false",
    "https://vault:8200/v1/x, mailto:vault, false",
  })
  @Witness(value = Row.OTHER_HOST, kind = Witness.Kind.REQUEST)
  void the_same_host_may_have_the_token_as_safely(URI asked, String location, boolean followed) {
    if (followed) {
      assertThat(Redirects.target(asked, 307, Optional.of(location)))
          .contains(asked.resolve(location));
    } else {
      assertThatThrownBy(() -> Redirects.target(asked, 307, Optional.of(location)))
          .hasMessageContaining("the token does not go");
    }
  }

  @Test
  void a_redirect_to_no_address_is_followed_nowhere() {
    assertThat(Redirects.target(standby.address(), 307, Optional.of("http://a b"))).isEmpty();
    assertThat(Redirects.target(standby.address(), 307, Optional.empty())).isEmpty();
  }

  @Test
  @Timeout(60)
  @Witness(value = Row.STANDBY, kind = Witness.Kind.REAL)
  void a_standby_of_two_servers_sends_to_the_active_one() {
    try (VaultPair pair = VaultPair.start()) {
      LeakGuard.guard(pair.rootToken());
      String value = LeakGuard.canary().text();
      pair.api("POST", "secret/data/mailjet", "{\"data\":{\"key\":\"" + value + "\"}}");
      List<Integer> sent = new CopyOnWriteArrayList<>();
      standby.on(LOGIN, exchange -> sent.add(unforwarded(pair.standby(), exchange)));
      standby.on(PATH, exchange -> sent.add(unforwarded(pair.standby(), exchange)));
      ProviderSettings.Builder settings =
          standby
              .settings()
              .text(LoginKeys.ROLE_ID, "app")
              .secret(LoginKeys.SECRET_ID, Vaults.secret(secretId(pair)));

      try (SecretProvider provider = Vaults.provider(settings)) {
        Secret read = provider.fetch(MAILJET).secret(Vaults.location("secret/mailjet#key"), "");
        assertThat(read.matches(Secret.of(value))).isTrue();
      }

      assertThat(standby.asked).hasToString("[POST " + LOGIN + ", GET " + PATH + "]");
      assertThat(sent).containsExactly(307, 307);
    }
  }

  /** Of the role {@code app}, which may read the secret. */
  private static String secretId(VaultPair pair) {
    String id = LeakGuard.canary().text();
    String rule = Vaults.rule("secret/data/mailjet", "read");
    pair.api("POST", "sys/auth/approle", "{\"type\":\"approle\"}");
    pair.api("POST", "sys/policies/acl/app", Vaults.json(Map.of("policy", rule)));
    pair.api("POST", "auth/approle/role/app", "{\"token_policies\":[\"app\"]}");
    pair.api("POST", "auth/approle/role/app/role-id", "{\"role_id\":\"app\"}");
    pair.api(
        "POST", "auth/approle/role/app/custom-secret-id", Vaults.json(Map.of("secret_id", id)));
    return id;
  }

  /** Sends the last request on, with the header that has a standby not forward it. */
  private int unforwarded(URI server, HttpExchange exchange) throws IOException {
    FakeVault.Asked asked = standby.asked.get(standby.asked.size() - 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofString(asked.body()))
            .header("X-Vault-No-Request-Forwarding", "true");
    for (String token : asked.header("X-vault-token")) {
      request.header("X-Vault-Token", token);
    }
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
            .join();
    answer
        .headers()
        .firstValue("Location")
        .ifPresent(location -> exchange.getResponseHeaders().set("Location", location));
    FakeVault.reply(exchange, answer.statusCode(), answer.body());
    return answer.statusCode();
  }
}
