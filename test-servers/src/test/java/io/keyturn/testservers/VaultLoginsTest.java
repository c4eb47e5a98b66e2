package io.keyturn.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each login lets in who it is to let in, and nobody else. */
class VaultLoginsTest {
  private static final TokenTerms TERMS =
      TokenTerms.of("mine").ttl(Duration.ofSeconds(40)).maxTtl(Duration.ofSeconds(60)).uses(5);

  @AutoClose private static VaultServer vault;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
  }

  @Test
  void app_role_also_by_a_wrapped_secret_id() {
    VaultServer.AppRole role = vault.logins().appRole("mine", TERMS);
    assertIn("approle", Map.of("role_id", role.roleId(), "secret_id", role.secretId()));
    assertOut("approle", Map.of("role_id", role.roleId(), "secret_id", "other"));

    String wrapped = vault.logins().wrappedSecretId("mine", Duration.ofSeconds(60));
    String unwrapped =
        vault.api("POST", "sys/wrapping/unwrap", Json.object(Map.of("token", wrapped)));

    String secretId = Json.member("secret_id", unwrapped);
    assertThat(secretId).isNotEqualTo(role.secretId());
    assertIn("approle", Map.of("role_id", role.roleId(), "secret_id", secretId));
  }

  @Test
  void userpass_at_a_place_of_its_own() {
    String password = UUID.randomUUID().toString();
    vault.logins().at("team/people").userpass("alice", password, TERMS);

    String path = "auth/team/people/login/alice";
    assertLetIn(login(path, Map.of("password", password)));
    assertThat(login(path, Map.of("password", "other")).statusCode()).isEqualTo(500);
  }

  @Test
  void jwt() {
    JwtIssuer issuer = JwtIssuer.create();
    vault.logins().jwt("mine", issuer, TERMS);
    Duration life = Duration.ofMinutes(5);

    assertIn("jwt", Map.of("role", "mine", "jwt", issuer.jwt("app", life)));
    assertOut("jwt", Map.of("role", "mine", "jwt", JwtIssuer.create().jwt("app", life)));
    assertOut("jwt", Map.of("role", "mine", "jwt", issuer.jwt("app", life.negated())));
  }

  @Test
  void kubernetes() {
    try (TokenReviewServer kubernetes = TokenReviewServer.start()) {
      vault.logins().kubernetes("mine", kubernetes, "mailer", TERMS);
      String token = kubernetes.token("mailer");

      assertIn("kubernetes", Map.of("role", "mine", "jwt", token));
      assertOut("kubernetes", Map.of("role", "mine", "jwt", kubernetes.token("other")));
      kubernetes.revoke(token);
      assertOut("kubernetes", Map.of("role", "mine", "jwt", token));
      assertThat(kubernetes.reviews()).isPositive();
    }
  }

  @Test
  void aws_iam() {
    try (Moto moto = Moto.start()) {
      String user = "arn:aws:iam::123456789012:user/"; // moto's, of whoever signs
      vault.logins().awsIam("mine", moto.address(), user + "moto", TERMS);
      vault.logins().awsIam("others", moto.address(), user + "other", TERMS);

      assertIn("aws", signed("mine"));
      assertOut("aws", signed("others"));
    }
  }

  /** Moto does not look at the signature, nor Vault. */
  private static Map<String, String> signed(String role) {
    return Map.of(
        "role", role,
        "iam_http_request_method", "POST",
        "iam_request_url", encoded("https://sts.amazonaws.com/"),
        "iam_request_body", encoded("Action=GetCallerIdentity&Version=2011-06-15"),
        "iam_request_headers",
            encoded(
                Json.object(
                    Map.of(
                        "Host", "sts.amazonaws.com",
                        "Content-Type", "application/x-www-form-urlencoded",
                        "Authorization", MotoTest.SIGNED.replace("secretsmanager", "sts")))));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static void assertIn(String method, Map<String, String> body) {
    assertLetIn(login("auth/" + method + "/login", body));
  }

  private static void assertLetIn(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"token_policies\":[\"default\",\"mine\"]")
        .contains("\"lease_duration\":40")
        .contains("\"num_uses\":5");
  }

  private static void assertOut(String method, Map<String, String> body) {
    assertThat(login("auth/" + method + "/login", body).statusCode()).isBetween(400, 500);
  }

  private static HttpResponse<String> login(String path, Map<String, String> body) {
    return Http.plain().send("POST", vault.address().resolve("/v1/" + path), Json.object(body));
  }
}
