package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose credentials are taken on a machine that has several, the instance's always among them. */
final class AwsSourcesTest extends ChildProcessTest {
  private static final String OF_WEB_IDENTITY = "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";
  private static final String ROLE = "arn:aws:iam::123456789012:role/keyturn";
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir private Path home;

  @BeforeEach
  void prepare() throws IOException {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    answer(
        any(urlPathMatching("/latest/.*"))
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));
    Path config =
        Files.writeString(
            home.resolve("config"),
            "[default]\nregion = us-west-1\n[profile sso]\nsso_start_url = https://a.example\n"
                + ("[profile half]\nrole_arn = " + ROLE + "\n"));
    Files.writeString(home.resolve("token"), LeakGuard.canary().text());
    environment.put("AWS_REGION", Stores.REGION);
    environment.put("AWS_ENDPOINT_URL", address());
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", address());
    environment.put("AWS_CONFIG_FILE", config.toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());
  }

  @Test
  @Witness(value = Row.INSTANCE, kind = Witness.Kind.REAL)
  void the_instances_role_is_asked_for_with_a_token() throws Exception {
    assertThat(run("aws", "aws-eu region=eu-west-3 endpoint=" + address()))
        .containsExactly(FETCHED, FETCHED);

    assertThat(signers()).containsExactly("test-key/eu-west-1", "test-key/eu-west-3");
    assertThat(requests(putRequestedFor(urlPathEqualTo("/latest/api/token"))))
        .isNotEmpty()
        .allMatch(request -> request.containsHeader("x-aws-ec2-metadata-token-ttl-seconds"));
    assertThat(requests(getRequestedFor(urlPathMatching("/latest/meta-data/iam/.*"))))
        .isNotEmpty()
        .extracting(request -> request.getHeader("x-aws-ec2-metadata-token"))
        .containsOnly("fake-imdsv2-token");
  }

  /** A pod must not become its node: aws-sdk-java-v2#3555. */
  @ParameterizedTest
  @CsvSource({
    "AWS_ACCESS_KEY_ID=AKIAHALF, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_ACCESS_KEY=half, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "AWS_WEB_IDENTITY_TOKEN_FILE=HOME/none AWS_ROLE_ARN=ROLE, " + OF_WEB_IDENTITY,
    "AWS_WEB_IDENTITY_TOKEN_FILE=HOME/token, " + OF_WEB_IDENTITY,
    "AWS_PROFILE=half, the AWS profile",
    "AWS_PROFILE=sso, the AWS profile",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI=ADDRESS/away, CONTAINER",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI=ADDRESS/who"
        + " AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=HOME/none, CONTAINER",
  })
  @Witness(value = Row.SEARCH, kind = Witness.Kind.RECORDED)
  void a_source_that_is_configured_and_fails_ends_the_search(String variables, String source)
      throws Exception {
    answer(get(urlPathEqualTo("/who")).willReturn(container("AKIACONTAINER", FAR)));
    answer(get(urlPathEqualTo("/away")).willReturn(aResponse().withStatus(500)));
    set(variables);

    assertThat(run("aws"))
        .singleElement()
        .asString()
        .startsWith("SecretUnavailableException")
        .contains(
            "the AWS SDK found no credentials; requests are signed with "
                + source.replace(
                    "CONTAINER",
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI")
                + ".");
    assertThat(asksOfTheInstance()).isEmpty();
    assertThat(signers()).isEmpty();
  }

  /**
   * As STS answers: <a
   * href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">in XML</a>.
   */
  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, SecretAccessDeniedException",
    "400, InvalidIdentityToken, SecretAccessDeniedException",
    "503, ServiceUnavailable, SecretUnavailableException",
  })
  void what_sts_answers_to_web_identity_is_told(int status, String code, String exception)
      throws Exception {
    set("AWS_WEB_IDENTITY_TOKEN_FILE=HOME/token AWS_ROLE_ARN=ROLE");
    answer(
        post(urlPathEqualTo("/"))
            .withRequestBody(containing("Action=AssumeRoleWithWebIdentity"))
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "text/xml")
                    .withBody(
                        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
                            + "<Type>Sender</Type><Code>%s</Code><Message>no</Message></Error>"
                                .formatted(code)
                            + "</ErrorResponse>")));

    assertThat(run("aws"))
        .singleElement()
        .asString()
        .startsWith(exception)
        .contains(code + "; requests are signed with " + OF_WEB_IDENTITY + ".");
    assertThat(asksOfTheInstance()).isEmpty();
  }

  @Test
  @Witness(value = Row.SEARCH, kind = Witness.Kind.RECORDED)
  void what_is_not_configured_is_passed_over() throws Exception {
    set(
        "AWS_ROLE_ARN=ROLE AWS_WEB_IDENTITY_TOKEN_FILE= AWS_ACCESS_KEY_ID= AWS_SESSION_TOKEN=left"
            + " AWS_CONTAINER_CREDENTIALS_FULL_URI=");

    assertThat(run("aws")).containsExactly(FETCHED);
    assertThat(signers()).containsExactly("test-key/eu-west-1");
  }

  @Test
  void system_properties_are_first() throws Exception {
    set("AWS_ACCESS_KEY_ID=AKIAENV AWS_CONTAINER_CREDENTIALS_FULL_URI=ADDRESS/who");
    environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    // In a file, since JDK 25 logs the words of a command.
    Path options =
        Files.writeString(
            home.resolve("options"),
            "-Daws.accessKeyId=AKIAPROPERTY\n-Daws.secretAccessKey=" + LeakGuard.canary().text());

    assertThat(runWith(List.of("@" + options), "aws")).containsExactly(FETCHED);
    assertThat(signers()).containsExactly("AKIAPROPERTY/eu-west-1");
  }

  /** EKS Pod Identity: an address and a file with a token, both of the container. */
  @Test
  void the_container_is_above_the_instance() throws Exception {
    set(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI=ADDRESS/v1/credentials"
            + " AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=HOME/token");
    answer(
        get(urlPathEqualTo("/v1/credentials"))
            .withHeader("Authorization", equalTo(Files.readString(home.resolve("token"))))
            .willReturn(container("ASIAPOD", FAR)));

    assertThat(run("aws", "aws-eu region=eu-west-3 endpoint=" + address()))
        .containsExactly(FETCHED, FETCHED);
    assertThat(signers()).containsExactly("ASIAPOD/eu-west-1", "ASIAPOD/eu-west-3");
    assertThat(asksOfTheInstance()).isEmpty();
  }

  /** Its address is 169.254.170.2 but for tests: the SDK lets a variable say another. */
  @Test
  @Witness(value = Row.CONTAINER, kind = Witness.Kind.REQUEST)
  void the_task_of_ecs_is_asked_for_its_role() throws Exception {
    set(
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/1"
            + " AWS_CONTAINER_SERVICE_ENDPOINT=ADDRESS");
    answer(get(urlPathEqualTo("/v2/credentials/1")).willReturn(container("ASIATASK", FAR)));

    assertThat(run("aws")).containsExactly(FETCHED);
    assertThat(signers()).containsExactly("ASIATASK/eu-west-1");
  }

  private void set(String variables) {
    Stream.of(variables.split(" "))
        .map(variable -> variable.split("=", 2))
        .forEach(variable -> environment.put(variable[0], filled(variable[1])));
  }

  private String filled(String text) {
    return text.replace("HOME", home.toString())
        .replace("ADDRESS", address())
        .replace("ROLE", ROLE);
  }

  private static List<LoggedRequest> asksOfTheInstance() {
    return requests(anyRequestedFor(urlPathMatching("/latest/.*")));
  }
}
