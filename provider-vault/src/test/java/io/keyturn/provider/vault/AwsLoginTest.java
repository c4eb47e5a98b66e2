package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import io.keyturn.testservers.Moto;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Vault, which asks moto's STS whose signature it is; moto checks it. */
class AwsLoginTest {
  private static final Pattern KEYS =
      Pattern.compile(
          "(?s)<AccessKeyId>(.*)</AccessKeyId>.*<SecretAccessKey>(.*)</SecretAccessKey>");

  @AutoClose private static Moto moto;
  private static String accessKeyId;
  private static String secretAccessKey;

  private final LoginProbe probe = new LoginProbe();

  @BeforeAll
  static void user() throws IOException, InterruptedException {
    moto = Moto.start();
    iam("Action=CreateUser&UserName=app");
    iam(
        "Action=PutUserPolicy&PolicyName=p&UserName=app&PolicyDocument=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sts%3AGetCallerIdentity%22%2C%22Resource%22%3A%22*%22%7D%5D%7D");
    Matcher keys = KEYS.matcher(iam("Action=CreateAccessKey&UserName=app"));
    assertThat(keys.find()).as("moto has made keys").isTrue();
    accessKeyId = keys.group(1);
    secretAccessKey = keys.group(2);
    moto.enforcePolicies();
  }

  private static String iam(String form) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(moto.address().resolve("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=admin/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none")
            .POST(HttpRequest.BodyPublishers.ofString(form + "&Version=2010-05-08"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private ProviderSettings.Builder settings(String key) {
    LeakGuard.guard(key);
    System.setProperty("aws.accessKeyId", accessKeyId);
    System.setProperty("aws.secretAccessKey", key);
    return probe.settings("aws").text(LoginKeys.ROLE, probe.name);
  }

  @AfterEach
  void forget() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.clearProperty("aws.sessionToken");
  }

  private void role(URI sts) {
    probe.logins().awsIam(probe.name, sts, "arn:aws:iam::123456789012:user/app", probe.terms);
  }

  private String refused() {
    return "status 400: Vault refuses the login by aws at auth/"
        + probe.name
        + " with the AWS credentials of this process";
  }

  @Test
  @Witness(value = Row.AWS, kind = Witness.Kind.REAL)
  void it_logs_in_as_a_user_of_iam() {
    role(moto.address());

    probe.assertReads(settings(secretAccessKey));
    probe.assertReads(settings(secretAccessKey).text(LoginKeys.AWS_REGION, "eu-west-1"));
    probe.assertReads(
        settings(secretAccessKey)
            .text(LoginKeys.AWS_STS_ENDPOINT, moto.address().toString())
            .text(LoginKeys.AWS_REGION, "eu-west-1"));
  }

  @Test
  void another_key_is_denied() {
    role(moto.address());

    probe.assertFails(settings(LeakGuard.canary().text()), Kind.ACCESS_DENIED, refused());
  }

  @Test
  void the_server_id_is_signed() {
    role(moto.address());
    probe.vault.api(
        "POST",
        "auth/" + probe.name + "/config/client",
        "{\"iam_server_id_header_value\":\"vault.example\"}");

    probe.assertFails(settings(secretAccessKey), Kind.ACCESS_DENIED, refused());
    probe.assertReads(settings(secretAccessKey).text(LoginKeys.AWS_SERVER_ID, "vault.example"));
  }

  @Test
  void an_sts_that_is_away_is_not_a_refusal() {
    try (DeadAddress dead = DeadAddress.refusing()) {
      role(dead.address());
      probe.vault.api("POST", "auth/" + probe.name + "/config/client", "{\"max_retries\":0}");

      probe.assertFails(
          settings(secretAccessKey),
          Kind.UNAVAILABLE,
          "status 400: STS or the issuer of JWTs does not answer Vault about the login by aws at auth/"
              + probe.name);
    }
  }

  @Test
  void the_credentials_are_read_at_each_login_and_neither_key_nor_session_token_is_told() {
    try (FakeVault vault = new FakeVault()) {
      ProviderSettings.Builder settings =
          vault.settings().text(LoginKeys.LOGIN, "aws").text(LoginKeys.AWS_REGION, "eu-west-1");
      vault.on("/v1/auth/aws/login", 400, "{\"errors\":[\"no\"]}");
      try (var provider = Vaults.provider(settings)) {
        for (int i = 0; i < 2; i++) {
          settings(LeakGuard.canary().text());
          String session = LeakGuard.canary().text();
          System.setProperty("aws.sessionToken", session);
          probe.assertFails(
              provider,
              Kind.ACCESS_DENIED,
              "status 400: Vault refuses the login by aws at auth/aws with the AWS credentials of this process");
          assertThat(signedHeaders(vault.asked.get(i)).contains(session)).isTrue();
        }
      }
      Map<String, String> body = Json.members(vault.asked.get(0).body());
      assertThat(body)
          .containsOnlyKeys(
              "iam_http_request_method",
              "iam_request_body",
              "iam_request_headers",
              "iam_request_url");
      assertThat(decoded(body.getOrDefault("iam_request_url", "")))
          .isEqualTo("https://sts.eu-west-1.amazonaws.com/");
    }
  }

  private static String signedHeaders(FakeVault.Asked login) {
    return decoded(Json.members(login.body()).getOrDefault("iam_request_headers", ""));
  }

  private static String decoded(String json) {
    return new String(Base64.getDecoder().decode(Json.text(json)), StandardCharsets.UTF_8);
  }
}
