package io.keyturn.provider.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.ProviderSettings;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Logs in as a user or role of AWS's IAM, by a signed request that Vault sends on to STS: <a
 * href="https://developer.hashicorp.com/vault/api-docs/auth/aws#login">AWS</a>.
 *
 * <p>Spring's {@code AwsIamAuthentication} hands the body over so that it is printed, with the
 * session token in it.
 *
 * @param role to log in to; without it that which is called as the user or role of AWS
 */
record AwsLogin(
    LoginEndpoint endpoint,
    Optional<String> role,
    AwsKeys.Source keys,
    AwsSts sts,
    Optional<String> serverId,
    Clock clock)
    implements Login {
  static final String SERVER_ID = "X-Vault-AWS-IAM-Server-ID";
  static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
  private static final String SDK = "software.amazon.awssdk.auth.credentials.AwsCredentials";

  static void check(ProviderSettings settings, Problems problems) {
    String region = settings.text(LoginKeys.AWS_REGION).orElse("-");
    problems.when(
        !region.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')),
        "aws-region is not one such as eu-west-1");
    String serverId = settings.text(LoginKeys.AWS_SERVER_ID).orElse("-");
    problems.when(
        !serverId.chars().allMatch(c -> c > ' ' && c < 127),
        "aws-server-id has a blank or another character that a header has not");
    problems.when(
        !isSdkThere(),
        "the login by aws needs software.amazon.awssdk:auth, which is not there; on the module path"
            + " also --add-modules software.amazon.awssdk.auth");
  }

  private static boolean isSdkThere() {
    try {
      Class.forName(SDK, false, AwsLogin.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public Auth logIn() {
    Map<String, String> headers =
        new TreeMap<>(Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));
    serverId.ifPresent(id -> headers.put(SERVER_ID, id));
    byte[] body = BODY.getBytes(UTF_8);
    Map<String, String> signed = sts.signed(headers, body, keys.get(), clock.instant());
    Map<String, String> request = new TreeMap<>();
    request.put("iam_http_request_method", "POST");
    request.put("iam_request_url", base64(sts.uri().toString().getBytes(UTF_8)));
    request.put("iam_request_body", base64(body));
    request.put("iam_request_headers", base64(Json.object(signed)));
    role.ifPresent(name -> request.put("role", name));
    return endpoint.logIn(request, "the AWS credentials of this process");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String who() {
    return "the role of the AWS credentials of this process";
  }

  @Override
  public void close() {
    keys.close();
  }

  /** Where it logs in. */
  @Override
  public String toString() {
    return "AwsLogin[" + endpoint + "]";
  }
}
